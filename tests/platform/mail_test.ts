/** The drivers that send mail, against a real server with TLS, and a folder. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { type Mail, MailRefused } from "#domain/ports.ts";
import { openMailFolder } from "#platform/mail/mail_folder.ts";
import { noMail } from "#platform/mail/no_mail.ts";
import { openSmtp, type SmtpOptions } from "#platform/mail/smtp.ts";
import { recordingLog } from "#tests/domain/identity/_fixture.ts";
import { MailServer } from "#tests/support/mail_server.ts";
import { TEST_ONLY_CA } from "#tests/support/portal_simulator/tls_fixture.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { mailText } from "#views/email/message.tsx";

const FROM = { name: "LEXIA Ñ", address: "lexia@lexia.test" };

function mail(changes: Partial<Mail> = {}): Mail {
  return {
    to: { name: "Ana Pérez", address: "ana@acme.test" },
    subject: "Actuación nueva",
    text: "Señora Ana:\n\nhay una actuación.\n",
    html: "<!doctype html><p>Señora Ana</p>",
    id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
    ...changes,
  };
}

function smtp(server: MailServer, changes: Partial<SmtpOptions> = {}) {
  return openSmtp({
    host: "localhost",
    port: server.port,
    user: "lexia",
    password: server.password,
    from: FROM,
    ca: TEST_ONLY_CA,
    ...changes,
  });
}

/** The lines of the head, each as one. */
function headOf(raw: string): string[] {
  return (raw.split("\r\n\r\n")[0] ?? "").replace(/\r\n[ \t]+/g, " ").split("\r\n");
}

function namesOf(raw: string): string[] {
  return headOf(raw).map((line) => (line.split(":")[0] ?? "").toLowerCase());
}

/** A word of a header as RFC 2047 writes what is not ASCII. */
function decoded(line = ""): string {
  return line.replace(/\?=\s+=\?/g, "?==?").replace(
    /=\?UTF-8\?([QB])\?([^?]*)\?=/gi,
    (_, kind: string, text: string) =>
      kind.toUpperCase() === "B"
        ? new TextDecoder().decode(Uint8Array.fromBase64(text))
        : decodeURIComponent(text.replaceAll("_", " ").replaceAll("=", "%")),
  );
}

Deno.test("openSmtp", async (t) => {
  await using server = await MailServer.start();

  await t.step("sends over TLS, signed in, with names and words as they are", async () => {
    const mailer = smtp(server);
    await mailer.send(mail());
    const [got] = server.received;
    ok(got);
    deepStrictEqual([got.from, got.to, got.user, got.isSecure], [
      "lexia@lexia.test",
      ["ana@acme.test"],
      "lexia",
      true,
    ]);
    const head = headOf(got.raw).map(decoded);
    ok(head.includes("Subject: Actuación nueva"), head.join("\n"));
    ok(head.some((line) => /^From: "?LEXIA Ñ"? <lexia@lexia\.test>$/.test(line)), head.join("\n"));
    ok(head.some((line) => /^To: "?Ana Pérez"? <ana@acme\.test>$/.test(line)), head.join("\n"));
    ok(head.includes("Auto-Submitted: auto-generated"));
    match(got.raw, /multipart\/alternative/);
    await mailer.close();
  });

  await t.step("keeps its connection, and gives a repetition the same Message-ID", async () => {
    const mailer = smtp(server);
    const [before, connections] = [server.received.length, server.connections];
    for (let i = 0; i < 5; i++) await mailer.send(mail());
    const ids = server.received.slice(before).map(({ raw }) =>
      headOf(raw).find((line) => line.startsWith("Message-ID"))
    );
    deepStrictEqual([...new Set(ids)], [`Message-ID: <${mail().id}@lexia.test>`]);
    strictEqual(server.connections - connections, 1);
    await mailer.close();
  });

  const breaks = ["\r\n", "\n", "\r", "\u2028", "\0\r\n"];
  for (const line of breaks) {
    await t.step(`makes no header of a line break: ${JSON.stringify(line)}`, async () => {
      const mailer = smtp(server);
      const before = server.received.length;
      await mailer.send(mail());
      const clean = server.received.at(-1);
      const evil = `x${line}Bcc: evil@evil.test${line}X-Evil: yes${line}${line}body`;
      await mailer.send(mail({ subject: evil }));
      await mailer.send(mail({ to: { name: evil, address: "ana@acme.test" } }));
      const says = {
        organization: evil,
        inviter: evil,
        role: "user",
        link: "https://a.test/",
        expiresAt: "2026-12-01",
      };
      await mailer.send(mail(mailText({ kind: "invitation", locale: "es", says })));
      await mailer.send(mail({ to: { name: "Ana", address: `ana@acme.test${line}Bcc: evil@evil.test` } }))
        .catch(() => {});
      for (const { raw, to } of server.received.slice(before)) {
        deepStrictEqual(namesOf(raw), namesOf(clean?.raw ?? ""));
        strictEqual(to.length, 1);
        ok(!to.includes("evil@evil.test"), to.join());
      }
      await mailer.close();
    });
  }

  for (const [step, code] of [["recipient", 550], ["content", 554], ["content", 552]] as const) {
    await t.step(`gives up on what the server refuses for good: ${step} ${code}`, async () => {
      const mailer = smtp(server);
      server.answers = { [step]: code };
      await rejects(mailer.send(mail()), MailRefused);
      server.answers = {};
      await mailer.send(mail());
      await mailer.close();
    });
  }

  for (
    const [step, code] of [["recipient", 450], ["content", 451], ["sender", 550], ["sender", 421]] as const
  ) {
    await t.step(`leaves for later what is no fault of the message: ${step} ${code}`, async () => {
      const mailer = smtp(server);
      server.answers = { [step]: code };
      await rejects(mailer.send(mail()), isForLater);
      server.answers = {};
      await mailer.send(mail());
      await mailer.close();
    });
  }

  await t.step("leaves it for later where the password is wrong, and sends once it is right", async () => {
    const mailer = smtp(server, { password: "another one" });
    await rejects(mailer.send(mail()), isForLater);
    server.password = "another one";
    await mailer.send(mail());
    server.password = "secret of the mail server";
    await mailer.close();
  });

  await t.step("sends to a server that is named by its address", async () => {
    const mailer = smtp(server, { host: "127.0.0.1" });
    const before = server.received.length;
    await mailer.send(mail());
    strictEqual(server.received.length, before + 1);
    await mailer.close();
  });

  await t.step("refuses a server whose authority nobody vouches for, before it says who it is", async () => {
    const mailer = smtp(server, { ca: null });
    const before = server.received.length;
    await rejects(
      mailer.send(mail()),
      (error) => isForLater(error) && /certificate|issuer/i.test(`${error}`),
    );
    strictEqual(server.received.length, before);
    await mailer.close();
  });

  await t.step("refuses a server whose certificate is for another name", async () => {
    await using other = await MailServer.start({ address: "127.0.0.2" });
    const mailer = smtp(other, { host: "127.0.0.2" });
    await rejects(mailer.send(mail()), (error) => isForLater(error) && /certificate|name/i.test(`${error}`));
    deepStrictEqual([other.received.length, other.connections], [0, 1]);
    await mailer.close();
  });

  await t.step("refuses a server without TLS, before it says who it is", async () => {
    await using plain = await MailServer.start({ isTlsOff: true });
    const mailer = smtp(plain);
    await rejects(mailer.send(mail()), isForLater);
    deepStrictEqual(plain.received, []);
    await mailer.close();
  });

  await t.step("leaves it for later where nobody listens", async () => {
    const closed = await MailServer.start();
    await closed[Symbol.asyncDispose]();
    const mailer = smtp(closed);
    await rejects(mailer.send(mail()), isForLater);
    await mailer.close();
  });
});

function isForLater(error: unknown): boolean {
  return error instanceof Error && !(error instanceof MailRefused);
}

Deno.test("openMailFolder", async (t) => {
  const parent = await Deno.makeTempDir();
  const folder = `${parent}/data/mail`;
  const lines: string[] = [];

  await t.step("writes a file that nobody else reads, and the log says where", async () => {
    const mailer = openMailFolder({ folder, from: FROM, log: recordingLog(lines) });
    await mailer.send(mail());
    const [file, ...others] = Array.from(Deno.readDirSync(folder));
    ok(file && others.length === 0);
    strictEqual(((await Deno.stat(`${folder}/${file.name}`)).mode ?? 0) & 0o777, 0o600);
    strictEqual(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
    match(lines.join(), new RegExp(`Mail written to a file .*${file.name}`));
    const raw = await Deno.readTextFile(`${folder}/${file.name}`);
    ok(headOf(raw).includes(`Message-ID: <${mail().id}@lexia.test>`));
    await mailer.close();
  });

  await t.step("makes no header of a line break, and no path of an id", async () => {
    const mailer = openMailFolder({ folder, from: FROM, log: silentLog });
    await mailer.send(mail({ subject: "x\r\nBcc: evil@evil.test", id: "../../../etc/x" }));
    for (const { name } of Deno.readDirSync(folder)) {
      ok(!namesOf(await Deno.readTextFile(`${folder}/${name}`)).includes("bcc"));
    }
    strictEqual(Array.from(Deno.readDirSync(folder)).length, 2);
    await mailer.close();
  });
  await Deno.remove(parent, { recursive: true });
});

Deno.test("noMail leaves every message for later, and says what is missing", async () => {
  const mailer = noMail();
  await rejects(mailer.send(mail()), /SMTP_HOST/);
  await rejects(mailer.send(mail()), isForLater);
  await mailer.close();
});
