/** The icons that pages use: Lucide's, each as its SVG file. */
import activityIcon from "lucide-static/icons/activity.svg" with { type: "text" };
import alarmClockIcon from "lucide-static/icons/alarm-clock.svg" with { type: "text" };
import archiveIcon from "lucide-static/icons/archive.svg" with { type: "text" };
import arrowDownIcon from "lucide-static/icons/arrow-down.svg" with { type: "text" };
import arrowLeftIcon from "lucide-static/icons/arrow-left.svg" with { type: "text" };
import arrowRightIcon from "lucide-static/icons/arrow-right.svg" with { type: "text" };
import arrowUpIcon from "lucide-static/icons/arrow-up.svg" with { type: "text" };
import arrowUpDownIcon from "lucide-static/icons/arrow-up-down.svg" with { type: "text" };
import badgeCheckIcon from "lucide-static/icons/badge-check.svg" with { type: "text" };
import banIcon from "lucide-static/icons/ban.svg" with { type: "text" };
import bellIcon from "lucide-static/icons/bell.svg" with { type: "text" };
import bellOffIcon from "lucide-static/icons/bell-off.svg" with { type: "text" };
import bookOpenIcon from "lucide-static/icons/book-open.svg" with { type: "text" };
import bookmarkIcon from "lucide-static/icons/bookmark.svg" with { type: "text" };
import briefcaseIcon from "lucide-static/icons/briefcase.svg" with { type: "text" };
import building2Icon from "lucide-static/icons/building-2.svg" with { type: "text" };
import calendarIcon from "lucide-static/icons/calendar.svg" with { type: "text" };
import calendarClockIcon from "lucide-static/icons/calendar-clock.svg" with { type: "text" };
import chartColumnIcon from "lucide-static/icons/chart-column.svg" with { type: "text" };
import checkIcon from "lucide-static/icons/check.svg" with { type: "text" };
import checkCheckIcon from "lucide-static/icons/check-check.svg" with { type: "text" };
import chevronDownIcon from "lucide-static/icons/chevron-down.svg" with { type: "text" };
import chevronLeftIcon from "lucide-static/icons/chevron-left.svg" with { type: "text" };
import chevronRightIcon from "lucide-static/icons/chevron-right.svg" with { type: "text" };
import chevronsUpDownIcon from "lucide-static/icons/chevrons-up-down.svg" with { type: "text" };
import circleAlertIcon from "lucide-static/icons/circle-alert.svg" with { type: "text" };
import circleCheckIcon from "lucide-static/icons/circle-check.svg" with { type: "text" };
import circleQuestionMarkIcon from "lucide-static/icons/circle-question-mark.svg" with { type: "text" };
import circleXIcon from "lucide-static/icons/circle-x.svg" with { type: "text" };
import clipboardListIcon from "lucide-static/icons/clipboard-list.svg" with { type: "text" };
import clockIcon from "lucide-static/icons/clock.svg" with { type: "text" };
import cloudOffIcon from "lucide-static/icons/cloud-off.svg" with { type: "text" };
import columns3Icon from "lucide-static/icons/columns-3.svg" with { type: "text" };
import commandIcon from "lucide-static/icons/command.svg" with { type: "text" };
import copyIcon from "lucide-static/icons/copy.svg" with { type: "text" };
import creditCardIcon from "lucide-static/icons/credit-card.svg" with { type: "text" };
import databaseIcon from "lucide-static/icons/database.svg" with { type: "text" };
import downloadIcon from "lucide-static/icons/download.svg" with { type: "text" };
import ellipsisIcon from "lucide-static/icons/ellipsis.svg" with { type: "text" };
import externalLinkIcon from "lucide-static/icons/external-link.svg" with { type: "text" };
import eyeIcon from "lucide-static/icons/eye.svg" with { type: "text" };
import eyeOffIcon from "lucide-static/icons/eye-off.svg" with { type: "text" };
import fileDownIcon from "lucide-static/icons/file-down.svg" with { type: "text" };
import fileSpreadsheetIcon from "lucide-static/icons/file-spreadsheet.svg" with { type: "text" };
import fileTextIcon from "lucide-static/icons/file-text.svg" with { type: "text" };
import fingerprintPatternIcon from "lucide-static/icons/fingerprint-pattern.svg" with { type: "text" };
import folderOpenIcon from "lucide-static/icons/folder-open.svg" with { type: "text" };
import funnelIcon from "lucide-static/icons/funnel.svg" with { type: "text" };
import gavelIcon from "lucide-static/icons/gavel.svg" with { type: "text" };
import globeIcon from "lucide-static/icons/globe.svg" with { type: "text" };
import grid2x2Icon from "lucide-static/icons/grid-2x2.svg" with { type: "text" };
import hourglassIcon from "lucide-static/icons/hourglass.svg" with { type: "text" };
import houseIcon from "lucide-static/icons/house.svg" with { type: "text" };
import inboxIcon from "lucide-static/icons/inbox.svg" with { type: "text" };
import infoIcon from "lucide-static/icons/info.svg" with { type: "text" };
import keyIcon from "lucide-static/icons/key.svg" with { type: "text" };
import keyRoundIcon from "lucide-static/icons/key-round.svg" with { type: "text" };
import keyboardIcon from "lucide-static/icons/keyboard.svg" with { type: "text" };
import landmarkIcon from "lucide-static/icons/landmark.svg" with { type: "text" };
import languagesIcon from "lucide-static/icons/languages.svg" with { type: "text" };
import layersIcon from "lucide-static/icons/layers.svg" with { type: "text" };
import layoutDashboardIcon from "lucide-static/icons/layout-dashboard.svg" with { type: "text" };
import linkIcon from "lucide-static/icons/link.svg" with { type: "text" };
import listIcon from "lucide-static/icons/list.svg" with { type: "text" };
import listChecksIcon from "lucide-static/icons/list-checks.svg" with { type: "text" };
import lockIcon from "lucide-static/icons/lock.svg" with { type: "text" };
import logInIcon from "lucide-static/icons/log-in.svg" with { type: "text" };
import logOutIcon from "lucide-static/icons/log-out.svg" with { type: "text" };
import mailIcon from "lucide-static/icons/mail.svg" with { type: "text" };
import menuIcon from "lucide-static/icons/menu.svg" with { type: "text" };
import messageSquareIcon from "lucide-static/icons/message-square.svg" with { type: "text" };
import monitorIcon from "lucide-static/icons/monitor.svg" with { type: "text" };
import moonIcon from "lucide-static/icons/moon.svg" with { type: "text" };
import networkIcon from "lucide-static/icons/network.svg" with { type: "text" };
import octagonAlertIcon from "lucide-static/icons/octagon-alert.svg" with { type: "text" };
import paletteIcon from "lucide-static/icons/palette.svg" with { type: "text" };
import panelLeftIcon from "lucide-static/icons/panel-left.svg" with { type: "text" };
import pauseIcon from "lucide-static/icons/pause.svg" with { type: "text" };
import pencilIcon from "lucide-static/icons/pencil.svg" with { type: "text" };
import phoneIcon from "lucide-static/icons/phone.svg" with { type: "text" };
import playIcon from "lucide-static/icons/play.svg" with { type: "text" };
import plusIcon from "lucide-static/icons/plus.svg" with { type: "text" };
import printerIcon from "lucide-static/icons/printer.svg" with { type: "text" };
import radioIcon from "lucide-static/icons/radio.svg" with { type: "text" };
import refreshCwIcon from "lucide-static/icons/refresh-cw.svg" with { type: "text" };
import rotateCcwIcon from "lucide-static/icons/rotate-ccw.svg" with { type: "text" };
import rows3Icon from "lucide-static/icons/rows-3.svg" with { type: "text" };
import scaleIcon from "lucide-static/icons/scale.svg" with { type: "text" };
import searchIcon from "lucide-static/icons/search.svg" with { type: "text" };
import sendIcon from "lucide-static/icons/send.svg" with { type: "text" };
import serverIcon from "lucide-static/icons/server.svg" with { type: "text" };
import settingsIcon from "lucide-static/icons/settings.svg" with { type: "text" };
import shieldIcon from "lucide-static/icons/shield.svg" with { type: "text" };
import shieldAlertIcon from "lucide-static/icons/shield-alert.svg" with { type: "text" };
import shieldCheckIcon from "lucide-static/icons/shield-check.svg" with { type: "text" };
import sirenIcon from "lucide-static/icons/siren.svg" with { type: "text" };
import slidersHorizontalIcon from "lucide-static/icons/sliders-horizontal.svg" with { type: "text" };
import smartphoneIcon from "lucide-static/icons/smartphone.svg" with { type: "text" };
import sparklesIcon from "lucide-static/icons/sparkles.svg" with { type: "text" };
import starIcon from "lucide-static/icons/star.svg" with { type: "text" };
import stickyNoteIcon from "lucide-static/icons/sticky-note.svg" with { type: "text" };
import sunIcon from "lucide-static/icons/sun.svg" with { type: "text" };
import sunMoonIcon from "lucide-static/icons/sun-moon.svg" with { type: "text" };
import tagIcon from "lucide-static/icons/tag.svg" with { type: "text" };
import timerIcon from "lucide-static/icons/timer.svg" with { type: "text" };
import trash2Icon from "lucide-static/icons/trash-2.svg" with { type: "text" };
import trendingUpIcon from "lucide-static/icons/trending-up.svg" with { type: "text" };
import triangleAlertIcon from "lucide-static/icons/triangle-alert.svg" with { type: "text" };
import uploadIcon from "lucide-static/icons/upload.svg" with { type: "text" };
import userIcon from "lucide-static/icons/user.svg" with { type: "text" };
import userCheckIcon from "lucide-static/icons/user-check.svg" with { type: "text" };
import userCogIcon from "lucide-static/icons/user-cog.svg" with { type: "text" };
import userPlusIcon from "lucide-static/icons/user-plus.svg" with { type: "text" };
import usersIcon from "lucide-static/icons/users.svg" with { type: "text" };
import webhookIcon from "lucide-static/icons/webhook.svg" with { type: "text" };
import wrenchIcon from "lucide-static/icons/wrench.svg" with { type: "text" };
import xIcon from "lucide-static/icons/x.svg" with { type: "text" };
import zapIcon from "lucide-static/icons/zap.svg" with { type: "text" };

export const ICONS = {
  activity: activityIcon,
  "alarm-clock": alarmClockIcon,
  archive: archiveIcon,
  "arrow-down": arrowDownIcon,
  "arrow-left": arrowLeftIcon,
  "arrow-right": arrowRightIcon,
  "arrow-up": arrowUpIcon,
  "arrow-up-down": arrowUpDownIcon,
  "badge-check": badgeCheckIcon,
  ban: banIcon,
  bell: bellIcon,
  "bell-off": bellOffIcon,
  "book-open": bookOpenIcon,
  bookmark: bookmarkIcon,
  briefcase: briefcaseIcon,
  "building-2": building2Icon,
  calendar: calendarIcon,
  "calendar-clock": calendarClockIcon,
  "chart-column": chartColumnIcon,
  check: checkIcon,
  "check-check": checkCheckIcon,
  "chevron-down": chevronDownIcon,
  "chevron-left": chevronLeftIcon,
  "chevron-right": chevronRightIcon,
  "chevrons-up-down": chevronsUpDownIcon,
  "circle-alert": circleAlertIcon,
  "circle-check": circleCheckIcon,
  "circle-question-mark": circleQuestionMarkIcon,
  "circle-x": circleXIcon,
  "clipboard-list": clipboardListIcon,
  clock: clockIcon,
  "cloud-off": cloudOffIcon,
  "columns-3": columns3Icon,
  command: commandIcon,
  copy: copyIcon,
  "credit-card": creditCardIcon,
  database: databaseIcon,
  download: downloadIcon,
  ellipsis: ellipsisIcon,
  "external-link": externalLinkIcon,
  eye: eyeIcon,
  "eye-off": eyeOffIcon,
  "file-down": fileDownIcon,
  "file-spreadsheet": fileSpreadsheetIcon,
  "file-text": fileTextIcon,
  "fingerprint-pattern": fingerprintPatternIcon,
  "folder-open": folderOpenIcon,
  funnel: funnelIcon,
  gavel: gavelIcon,
  globe: globeIcon,
  "grid-2x2": grid2x2Icon,
  hourglass: hourglassIcon,
  house: houseIcon,
  inbox: inboxIcon,
  info: infoIcon,
  key: keyIcon,
  "key-round": keyRoundIcon,
  keyboard: keyboardIcon,
  landmark: landmarkIcon,
  languages: languagesIcon,
  layers: layersIcon,
  "layout-dashboard": layoutDashboardIcon,
  link: linkIcon,
  list: listIcon,
  "list-checks": listChecksIcon,
  lock: lockIcon,
  "log-in": logInIcon,
  "log-out": logOutIcon,
  mail: mailIcon,
  menu: menuIcon,
  "message-square": messageSquareIcon,
  monitor: monitorIcon,
  moon: moonIcon,
  network: networkIcon,
  "octagon-alert": octagonAlertIcon,
  palette: paletteIcon,
  "panel-left": panelLeftIcon,
  pause: pauseIcon,
  pencil: pencilIcon,
  phone: phoneIcon,
  play: playIcon,
  plus: plusIcon,
  printer: printerIcon,
  radio: radioIcon,
  "refresh-cw": refreshCwIcon,
  "rotate-ccw": rotateCcwIcon,
  "rows-3": rows3Icon,
  scale: scaleIcon,
  search: searchIcon,
  send: sendIcon,
  server: serverIcon,
  settings: settingsIcon,
  shield: shieldIcon,
  "shield-alert": shieldAlertIcon,
  "shield-check": shieldCheckIcon,
  siren: sirenIcon,
  "sliders-horizontal": slidersHorizontalIcon,
  smartphone: smartphoneIcon,
  sparkles: sparklesIcon,
  star: starIcon,
  "sticky-note": stickyNoteIcon,
  sun: sunIcon,
  "sun-moon": sunMoonIcon,
  tag: tagIcon,
  timer: timerIcon,
  "trash-2": trash2Icon,
  "trending-up": trendingUpIcon,
  "triangle-alert": triangleAlertIcon,
  upload: uploadIcon,
  user: userIcon,
  "user-check": userCheckIcon,
  "user-cog": userCogIcon,
  "user-plus": userPlusIcon,
  users: usersIcon,
  webhook: webhookIcon,
  wrench: wrenchIcon,
  x: xIcon,
  zap: zapIcon,
} as const;

export type IconName = keyof typeof ICONS;
