/** The part of pdfmake that LEXIA uses, typed: the package brings no types of its own. */

/** Text, or a part of a document; pdfmake knows some forty of its properties. */
export type Content = string | ContentPart;
export type ContentPart = { readonly [property: string]: unknown };

export interface DocumentDefinition {
  content: readonly Content[];
  readonly [property: string]: unknown;
}

interface PdfMake {
  setUrlAccessPolicy(isAllowed: (url: string) => boolean): void;
  setLocalAccessPolicy(isAllowed: (path: string) => boolean): void;
  setFonts(fonts: unknown): void;
  virtualfs: { writeFileSync(name: string, data: string, encoding: string): void };
  createPdf(definition: DocumentDefinition): { getBuffer(): Promise<Uint8Array> };
}

interface FontContainer {
  vfs: Record<string, { data: string; encoding: string }>;
  fonts: unknown;
}

/** The library and its letters are large: they come in with the first document. */
export async function pdfBytes(definition: DocumentDefinition): Promise<Uint8Array> {
  const [pdfmakeModule, robotoModule] = await Promise.all([
    import("pdfmake"),
    import("pdfmake/build/fonts/Roboto.js"),
  ]);
  const pdfmake: PdfMake = pdfmakeModule.default;
  const roboto: FontContainer = robotoModule.default;
  // Nothing is fetched or read, whatever a document says.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  for (const [name, { data, encoding }] of Object.entries(roboto.vfs)) {
    pdfmake.virtualfs.writeFileSync(name, data, encoding);
  }
  pdfmake.setFonts(roboto.fonts);
  return await pdfmake.createPdf(definition).getBuffer();
}
