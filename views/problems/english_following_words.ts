/** What the error codes of following cases, of files, reports and plans mean to a person, in English. */
import type { ProblemWords } from "./words.ts";

export const ENGLISH_FOLLOWING_WORDS: Readonly<Record<string, ProblemWords>> = {
  solicitud_not_found: {
    title: "That solicitud does not exist",
    advice: "It may have been deleted, or be somebody else's. Look for it in the list.",
  },
  saved_view_not_found: {
    title: "That saved view does not exist",
    advice: "It may have been deleted. Look at the views above the list.",
  },
  saved_view_exists: {
    title: "You have a view of that name",
    advice: "Choose another name, or delete the other view first.",
  },
  saved_view_limit: {
    title: "You have kept as many views as there may be",
    advice: "Delete one that you no longer use.",
  },
  solicitud_duplicate: {
    title: "You follow that radicado already",
    advice: "Open the solicitud that there is.",
  },
  solicitud_state: {
    title: "The solicitud's state does not allow it",
    advice: "Open it to see how it is now.",
  },
  radicado_invalid: {
    title: "The radicado is not valid",
    advice: "A radicado has exactly 23 digits; spaces, dots and hyphens do not count.",
  },
  despacho_not_found: {
    title: "There is no place and no despacho with that code",
    advice: "Begin with the departamento, and go on with the codes that each list shows.",
  },
  quota_exceeded: {
    title: "All queries of this month are used",
    advice: "Extend the plan, or wait until the next month begins.",
  },
  files_not_configured: {
    title: "This installation of LEXIA keeps no files",
    advice:
      "Ask whoever operates the platform to set up where to keep them. Until then, download the lists directly.",
  },
  files_unavailable: {
    title: "Files cannot be kept right now",
    advice: "Try again in some minutes. If it goes on, tell the operator of the platform.",
  },
  file_kind_refused: {
    title: "That kind of file is not taken",
    advice: "Send an Excel file (.xlsx) without macros, a .csv or a .pdf.",
  },
  file_unreadable: {
    title: "The file could not be read",
    advice:
      "Open it in the program that made it, leave the list of radicados alone in it, and save it again.",
  },
  bulk_busy: {
    title: "Many files are being read right now",
    advice: "Try again in some seconds.",
  },
  bulk_not_found: {
    title: "That bulk upload does not exist",
    advice: "Check the address, or return to the list of uploads.",
  },
  bulk_duplicate: {
    title: "You have uploaded this very file before",
    advice: "Look at that upload: “existing_id” says which. To upload it again, use “?again=true”.",
    onPages: "Look at that upload, or say that you want to upload it again.",
  },
  bulk_state: {
    title: "The upload's state does not allow it",
    advice: "Look at the upload again: it may have changed in the meantime.",
  },
  bulk_mapping_invalid: {
    title: "The columns are not those of the file",
    advice: "Name columns that the file has, by title or position, and which one holds the radicado.",
  },
  notification_not_found: {
    title: "That notification does not exist",
    advice: "Notifications are kept for 180 days. Look at the list.",
  },
  unsubscribe_link_invalid: {
    title: "This link is of no use",
    advice: "The mail may be incomplete. Sign in to LEXIA and choose there what you are told.",
  },
  novedad_not_found: {
    title: "That novedad does not exist",
    advice:
      "Its case may no longer be followed, or be somebody else's. Look for it in the list of novedades.",
  },
  plan_current: {
    title: "The organization has that plan already",
    advice: "Choose another plan.",
  },
  plan_request_pending: {
    title: "Another plan has been asked for",
    advice: "Wait for the answer before you send another request.",
  },
  plan_request_not_found: {
    title: "That plan request does not exist",
    advice: "Check the address, or look for it in the list.",
  },
  plan_request_decided: {
    title: "That plan request was decided",
    advice: "For another change, the organization can send a new request.",
  },
  webhook_not_found: {
    title: "That webhook does not exist",
    advice: "Look at the list of webhooks: somebody may have deleted it.",
  },
  webhook_delivery_not_found: {
    title: "That delivery does not exist",
    advice: "Deliveries are kept for 30 days: look at the webhook's list.",
  },
  webhook_address_refused: {
    title: "LEXIA does not send to that address",
    advice:
      "Use an https address of the internet; an inner one can only be allowed by whoever operates LEXIA.",
  },
  webhook_limit: {
    title: "There are too many webhooks",
    advice: "Delete one that is not used and try again.",
  },
  webhook_state: {
    title: "The webhook's state does not allow it",
    advice: "See whether it is active, or whether the delivery is still under way.",
  },
  closure_not_found: {
    title: "That closure does not exist",
    advice: "It may have been removed: look at the list.",
  },
  closure_limit: {
    title: "There are too many closures",
    advice: "Remove those that have passed and add this one then.",
  },
  calendar_rule_not_found: {
    title: "Nobody has changed or added a rule with that code",
    advice: "Look for the code in the list of rules.",
  },
  calendar_rule_refused: {
    title: "With that rule no working day would be left in a year",
    advice: "Check the days of the rule.",
  },
  export_too_large: {
    title: "There are too many rows for a printed document",
    advice: "Use a narrower filter, or download the list as Excel or CSV.",
  },
  proceso_not_found: {
    title: "This solicitud's radicado has no such proceso",
    advice: "Choose one of the procesos that the solicitud shows.",
  },
  export_not_found: {
    title: "You have no export with that identifier",
    advice: "Only who asked for an export can see it. Ask for a new one.",
  },
  export_link_ended: {
    title: "This link has expired or is not yours",
    advice: "Open the export again: it gives you a link that works.",
  },
  export_state: {
    title: "This export has no file right now",
    advice: "If it is being prepared, wait some minutes. If it failed or was removed, ask for a new one.",
  },
  export_limit: {
    title: "Several exports of yours are being prepared",
    advice: "Wait until one of them is ready before you ask for another.",
  },
  report_not_found: {
    title: "That scheduled report does not exist",
    advice: "Somebody may have removed it. Look at the list of reports.",
  },
  report_limit: {
    title: "There are too many scheduled reports",
    advice: "Remove one that you no longer use before you make another.",
  },
};
