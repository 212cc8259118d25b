export interface DigestWords {
  titles: Readonly<
    Record<"novedades" | "searches" | "verified" | "failed" | "held" | "others" | "agenda", string>
  >;
  subject(way: "daily" | "weekly", news: { novedades: number; hits: number }): string;
  opening(name: string, organization: string): string;
  verified(times: number, at: string): string;
  failed(at: string): string;
  held(until: string): string;
  more(count: number): string;
  open: string;
}

export const DIGEST_ES: DigestWords = {
  titles: {
    novedades: "Novedades",
    searches: "Novedades de sus búsquedas",
    verified: "Verificado, sin novedades",
    failed: "No se pudo consultar",
    held: "En espera por el cupo de consultas",
    others: "Otros avisos",
    agenda: "Términos que vencen en los próximos siete días",
  },
  subject: (way, { novedades, hits }) => {
    const news = [
      ...(novedades === 0 ? [] : [novedades === 1 ? "una novedad" : `${novedades} novedades`]),
      ...(hits === 0 ? [] : [hits === 1 ? "un proceso nuevo" : `${hits} procesos nuevos`]),
    ];
    const title = `Resumen ${way === "daily" ? "diario" : "semanal"} de LEXIA`;
    return `${title}: ${news.length === 0 ? "sin novedades" : news.join(" y ")}`;
  },
  opening: (name, organization) =>
    `Hola, ${name}: esto es lo que pasó en los procesos que sigue en ${organization}.`,
  verified: (times, at) =>
    times === 1 ? `verificado el ${at}` : `verificado ${times} veces, la última el ${at}`,
  failed: (at) => `el ${at} ningún intento obtuvo una respuesta confiable`,
  held: (until) => `sigue el ${until}`,
  more: (count) =>
    count === 1
      ? "Hay un aviso más que no cabe en este resumen: está en LEXIA."
      : `Hay ${count} avisos más que no caben en este resumen: están en LEXIA.`,
  open: "Ver sus procesos en LEXIA",
};

export const DIGEST_EN: DigestWords = {
  titles: {
    novedades: "What is new",
    searches: "What is new in your searches",
    verified: "Checked, nothing new",
    failed: "Could not be checked",
    held: "Held, since this month's queries are used up",
    others: "Other notices",
    agenda: "Terms that end in the next seven days",
  },
  subject: (way, { novedades, hits }) => {
    const news = [
      ...(novedades === 0 ? [] : [novedades === 1 ? "one novelty" : `${novedades} novelties`]),
      ...(hits === 0 ? [] : [hits === 1 ? "one new case" : `${hits} new cases`]),
    ];
    const title = `LEXIA's ${way === "daily" ? "daily" : "weekly"} digest`;
    return `${title}: ${news.length === 0 ? "nothing new" : news.join(" and ")}`;
  },
  opening: (name, organization) =>
    `Hello, ${name}: this is what happened in the cases that you follow at ${organization}.`,
  verified: (times, at) => times === 1 ? `checked on ${at}` : `checked ${times} times, last on ${at}`,
  failed: (at) => `on ${at} no attempt got an answer that can be trusted`,
  held: (until) => `goes on on ${until}`,
  more: (count) =>
    count === 1
      ? "One more notice does not fit in here: it is in LEXIA."
      : `${count} more notices do not fit in here: they are in LEXIA.`,
  open: "See your cases in LEXIA",
};
