/** The process that answers, killed under load: R7. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation } from "#tests/support/installation.ts";
import { atLeast, exactly, type Proof } from "#tests/support/proof.ts";
import { Clients, follow, missing, radicado, until, withoutJob } from "./_following.ts";

const CONNECTIONS = 8;
const CREATIONS_PER_LIFE = 20;

export const killedApi: Proof = {
  id: "R7",
  title: "the API is killed under create load",
  async run(scale) {
    const kills = scale === "full" ? 20 : 3;
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    let process = await installation.serve();
    const { port } = process;
    const clients = new Clients(port, CONNECTIONS, (index) => follow(member, radicado(index)));
    for (let kill = 0; kill < kills; kill++) {
      const goal = clients.acknowledged.size + CREATIONS_PER_LIFE;
      await until(`${goal} are acknowledged`, () => Promise.resolve(clients.acknowledged.size >= goal));
      await pause(Math.random() * 100);
      await process.kill();
      process = await installation.serve({ port });
    }
    await clients.stop();
    const unanswered = clients.answers.filter(({ status }) => status === 0).length;
    return [
      atLeast("creations acknowledged", clients.acknowledged.size, kills * CREATIONS_PER_LIFE),
      atLeast("requests without an answer", unanswered, kills),
      exactly("acknowledged and missing", await missing(installation, clients.acknowledged), 0),
      exactly("committed without a job", await withoutJob(installation), 0),
    ];
  },
};
