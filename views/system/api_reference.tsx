interface ApiReferenceProps {
  assets: { css: string; icon: string; bundle: string; start: string };
  /** Address of the OpenAPI document. */
  document: string;
}

/** In English, as the document is. The scripts draw everything. */
export function ApiReference({ assets, document }: ApiReferenceProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API reference · LEXIA</title>
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
        <link rel="stylesheet" href={assets.css} />
        <script src={assets.bundle} defer></script>
        <script src={assets.start} defer></script>
      </head>
      <body>
        <div id="reference" data-document={document}>
          <noscript>
            This page needs JavaScript; the document itself is at <a href={document}>{document}</a>.
          </noscript>
        </div>
      </body>
    </html>
  );
}
