/** The end of a program: its exit code, what it says, and what it says as JSON, with these fields. */
export class Ending extends Error {
  override name = "Ending";
  constructor(
    readonly exit: number,
    readonly outcome: string,
    message: string,
    readonly fields: object = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
