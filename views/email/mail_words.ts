/** What a message is made of. */
export interface MailWords {
  subject: string;
  paragraphs: string[];
  sections?: MailSection[];
  action?: { label: string; link: string };
  /** Of messages that people choose: where they choose, and where they end them. */
  ways?: { preferences: string; unsubscribe: string };
}

export interface MailSection {
  title: string;
  items: MailItem[];
}

export interface MailItem {
  text: string;
  link?: string;
  /** Belongs to the item before it. */
  isBelow?: boolean;
}
