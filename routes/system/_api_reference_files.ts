/** The files of the API's reference. Megabytes of them, so they are loaded when somebody first opens it. */
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import style from "swagger-ui-dist/swagger-ui.css" with { type: "text" };
import start from "#views/assets/api_reference.js" with { type: "text" };
import { CarriedFile } from "../_carried_file.ts";

export const BUNDLE = carried("swagger-ui-bundle", "js", "text/javascript", bundle);
export const STYLE = carried("swagger-ui", "css", "text/css", style);
export const START = carried("start", "js", "text/javascript", start);

function carried(stem: string, extension: string, type: string, text: string): CarriedFile {
  return new CarriedFile({ folder: "/api/docs/assets", stem, extension, type, text });
}
