import { LONGEST_NAME } from "#domain/solicitudes/search_parameters.ts";
import { text, z } from "../../_openapi.ts";

/** What a search by name looks for. */
export const ParametrosBody = z.strictObject({
  nombre: text(LONGEST_NAME).meta({ description: "Of a party, in any role: at least three letters" }),
  tipo_persona: z.enum(["natural", "juridica"]),
  solo_recientes: z.boolean().default(false).meta({
    description: "Only cases with an entry of the last 30 days",
  }),
  despacho: z.string().max(12).nullable().default(null).meta({
    description:
      "Narrows it to a departamento (2 digits), a city (5) or an office (12): see `GET /api/v1/despachos`",
  }),
}).openapi("SearchParameters", {
  example: { nombre: "EMPRESA FICTICIA", tipo_persona: "juridica", solo_recientes: false, despacho: "17001" },
});
