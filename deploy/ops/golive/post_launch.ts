/** What the first days, weeks and months show. */
import { fail, notApplicable, pass, type Probe, unless } from "./probe.ts";
import type { Surroundings } from "./surroundings.ts";

/** As the setup guide has it. */
const MOST_ERROR_SHARE = 0.01;
const MOST_FAILED_SHARE = 0.05;
const LEAST_SHARE = 0.1;
const MOST_OVERDUE_HOURS = 26;
const MOST_WAITING_MINUTES = 30;
/** Always firing, so that its silence shows. */
const EXPECTED_ALERT = "Watchdog";

export const POST_LAUNCH_PROBES: readonly Probe[] = [
  {
    id: "error_rate",
    section: "post_launch",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const share = await valueOf(from, "lexia:request_errors:ratio_rate1h");
      if (share === null) return pass({ en: "no requests in 1 h", es: "sin solicitudes en 1 h" });
      const evidence = `${(share * 100).toFixed(2)} %`;
      return share < MOST_ERROR_SHARE ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "alerts_quiet",
    section: "post_launch",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const firing = await from.prometheus('ALERTS{alertstate="firing"}');
      const names = firing.map(({ labels }) => String(labels.alertname)).filter((name) =>
        name !== EXPECTED_ALERT
      );
      return unless([...new Set(names)], { en: "none but Watchdog", es: "ninguna salvo Watchdog" });
    },
  },
  {
    id: "machine_resources",
    section: "post_launch",
    severity: "medium",
    needs: "prometheus",
    async look(from) {
      const memory = await valueOf(from, "min(node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)");
      const disk = await valueOf(
        from,
        'min(node_filesystem_avail_bytes{fstype!~"tmpfs|overlay|squashfs|ramfs"} / node_filesystem_size_bytes{fstype!~"tmpfs|overlay|squashfs|ramfs"})',
      );
      if (memory === null) return fail("- node_memory_MemAvailable_bytes");
      const shown = (share: number | null) => share === null ? "-" : `${(share * 100).toFixed(0)} %`;
      const evidence = {
        en: `memory ${shown(memory)} free, disk ${shown(disk)} free`,
        es: `memoria libre ${shown(memory)}, disco libre ${shown(disk)}`,
      };
      return memory >= LEAST_SHARE && (disk ?? 1) >= LEAST_SHARE ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "sign_ins",
    section: "post_launch",
    severity: "medium",
    needs: "database",
    async look(from) {
      const [lines] = await from.rows(
        "select count(*) from audit_log where created_at > now() - interval '1 day'",
      );
      const [people] = await from.rows(
        "select count(*) from users where last_sign_in_at > now() - interval '1 day'",
      );
      const evidence = {
        en: `${people?.[0]} people in 24 h, ${lines?.[0]} audit lines`,
        es: `${people?.[0]} personas en 24 h, ${lines?.[0]} líneas de auditoría`,
      };
      return people?.[0] !== "0" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "webhook_failures",
    section: "post_launch",
    severity: "medium",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(
        `select count(*) filter (where status = 'failed'), count(*) from webhook_deliveries
          where finished_at > now() - interval '1 day'`,
      );
      const disabled = await from.rows(
        "select count(*) from webhook_endpoints where state = 'disabled' and disabled_reason <> 'by_hand'",
      );
      const [failed, all, off] = [Number(row?.[0]), Number(row?.[1]), Number(disabled[0]?.[0])];
      const evidence = {
        en: `${failed} of ${all} failed, ${off} endpoints off`,
        es: `${failed} de ${all} fallidos, ${off} destinos desactivados`,
      };
      return failed <= all * MOST_FAILED_SHARE && off === 0 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "day_plan",
    section: "post_launch",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(
        `select count(*), count(*) filter (where next_run_at < now() - make_interval(hours => $1)) from solicitudes
          where next_run_at is not null and status not in ('paused', 'held')`,
        [MOST_OVERDUE_HOURS],
      );
      const evidence = {
        en: `${row?.[1]} of ${row?.[0]} watches overdue`,
        es: `${row?.[1]} de ${row?.[0]} seguimientos atrasados`,
      };
      return row?.[1] === "0" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "notices_told",
    section: "post_launch",
    severity: "high",
    needs: "database",
    async look(from) {
      const [row] = await from.rows(
        "select count(*) from notifications where mailed_at is null and mail_at < now() - make_interval(mins => $1)",
        [MOST_WAITING_MINUTES],
      );
      const evidence = { en: `${row?.[0]} notices wait`, es: `${row?.[0]} avisos esperan` };
      return row?.[0] === "0" ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "billing",
    section: "operations",
    severity: "low",
    look: () =>
      notApplicable(
        "LEXIA takes no payments: plans are requested and granted by operators",
        "LEXIA no cobra: los planes se solicitan y los otorgan los operadores",
      ),
  },
  {
    id: "content_network",
    section: "performance",
    severity: "low",
    look: () =>
      notApplicable(
        "LEXIA serves its few files itself, compressed and kept for a year by browsers",
        "LEXIA entrega sus pocos archivos, comprimidos y guardados un año por los navegadores",
      ),
  },
];

async function valueOf(from: Surroundings, query: string): Promise<number | null> {
  const [sample] = await from.prometheus(query);
  return sample === undefined || Number.isNaN(sample.value) ? null : sample.value;
}
