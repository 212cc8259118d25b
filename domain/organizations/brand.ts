/** An organization's colour, and what becomes of it on light and dark pages (WCAG 2.2, 1.4.3). */
import { DomainError } from "../errors.ts";

/** Of text on its ground, at least. */
const LEAST_CONTRAST = 4.5;
const WHITE: Rgb = [255, 255, 255];
/** Cards on dark pages, as `lexia.css` has them. */
const DARK_CARD: Rgb = [29, 33, 43];

type Rgb = readonly [red: number, green: number, blue: number];

export interface BrandColors {
  /** White text stands on it. */
  light: string;
  /** For dark pages: the same hue, as light as text needs there. Dark text stands on it. */
  dark: string;
}

/** `#rrggbb` in lower case. @throws {DomainError} `request_invalid` for no colour, or one on which white text is hard to read. */
export function parseBrandColor(text: string): string {
  const color = text.trim().toLowerCase();
  if (!/^#[0-9a-f]{6}$/.test(color)) throw refusal("color_invalid", "Write a colour such as #1f4e8c");
  const ratio = contrast(rgbOf(color), WHITE);
  if (ratio < LEAST_CONTRAST) {
    const shown = Math.floor(ratio * 10) / 10;
    throw refusal(
      "contrast_too_low",
      `White text on ${color} has a contrast of ${shown}:1 and needs ${LEAST_CONTRAST}:1: choose a darker colour`,
    );
  }
  return color;
}

/** Of a colour that `parseBrandColor` gave. */
export function brandColors(color: string): BrandColors {
  const base = rgbOf(color);
  for (let share = 0; share < 1; share += 0.05) {
    const lighter = towardsWhite(base, share);
    if (contrast(lighter, DARK_CARD) >= LEAST_CONTRAST) return { light: color, dark: hexOf(lighter) };
  }
  return { light: color, dark: "#ffffff" };
}

/** From 1 to 21. */
function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function towardsWhite([red, green, blue]: Rgb, share: number): Rgb {
  const mix = (value: number) => Math.round(value + (255 - value) * share);
  return [mix(red), mix(green), mix(blue)];
}

function rgbOf(hex: string): Rgb {
  const part = (from: number) => Number.parseInt(hex.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

function hexOf(color: Rgb): string {
  return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function refusal(code: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field: "brand_color", code, message }] });
}
