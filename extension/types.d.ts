/** The parts of the content scripts, which are classic scripts and meet in one object of their own world. */

interface Block {
  /** The block element, or the root of a tree, whose text this is. */
  container: Node;
  /** Of the container, the element that has a box. */
  element: Element;
  nodes: Text[];
  /** Where each node begins in the text. */
  starts: number[];
  /** Emptied once it was matched. */
  text: string;
  /** Of the text, in UTF-16 units. */
  length: number;
  marks: Mark[];
  isGone: boolean;
  /** Whether its text has changed since it was read. */
  isOutdated: boolean;
  /** Runs whose marks stay until those of this one are known. */
  replaces: Block[];
}

interface Mark {
  block: Block;
  /** In the text of its block, UTF-16 units. */
  start: number;
  end: number;
  /** The number of its term in the lexicon. */
  term: number;
  /** The sense that its form chooses, from 1; 0 for none. */
  sense: number;
  /** 0 explained, 1 unexplained, 2 seen before, 3 explained by the page itself: then `sense` is the number of its explanation. */
  look: number;
  range: StaticRange | null;
  /** Whether it is registered. */
  isSet: boolean;
}

interface Area {
  element: Element;
  blocks: Set<Block>;
  /** How many there are. */
  marks: number;
  isNear: boolean;
  groups: Mark[][] | null;
}

interface ScanOptions {
  /** A selector of elements outside which nothing is marked; `null` for the whole page. */
  within: string | null;
  isWanted: (mark: Mark) => boolean;
  firstOnly: boolean;
  match: (texts: string[]) => Promise<number[][] | null>;
  /** Reads the page as a whole. */
  read: (texts: string[]) => Promise<PageAnswer | null>;
}

type PageAnswer = import("./matching/page_places.js").PageAnswer;

/** An explanation that the page itself gives, and where. */
interface OwnExplanation {
  headword: string;
  definition: string;
  block: Block;
  start: number;
  end: number;
}

/** What the bundle of the script tag has at hand beside the content scripts. */
declare var glossaryBundle: {
  modules: {
    "matching/lexicon.js": typeof import("./matching/lexicon.js");
    "matching/matcher.js": typeof import("./matching/matcher.js");
    "matching/rules.js": typeof import("./matching/rules.js");
    "matching/entry.js": typeof import("./matching/entry.js");
    "matching/script.js": typeof import("./matching/script.js");
    "matching/places.js": typeof import("./matching/places.js");
    "matching/page_places.js": typeof import("./matching/page_places.js");
  };
  /** Texts by language. */
  messages: Record<string, Record<string, { message: string }>>;
  style: string;
  /** The script tag, with what its attributes set. */
  tag: HTMLScriptElement | null;
};

type How = "hover" | "tap" | "key" | "lookup";
type LexiconSense = import("./matching/lexicon.js").Sense;

interface SenseView {
  id: string;
  definition: string;
  groups: { numeral: number; shared: string; members: string[] }[];
  issuer: string;
  years: string;
  /** Why it comes first; empty where there is nothing to say. */
  why: string;
  /** Whether it is another government's meaning than the page's. */
  isElsewhere: boolean;
  /** Whether the wording is from running text, not from a glossary. */
  isRunningText: boolean;
}

interface CardText {
  id: string;
  headword: string;
  script: string;
  phonetics: string;
  /** As the page has it, where that is not the headword. */
  printed: string;
  senses: SenseView[];
  near: { headword: string; url: string }[];
  /** Whether the dictionary has it. */
  isKnown: boolean;
  url: string;
  note: string;
}

interface CardAction {
  label: string;
  /** Does it, and may say what came of it. */
  act: (say: (said: string) => void) => void;
  isPressed?: () => boolean;
}

interface CardView extends CardText {
  box: DOMRect;
  anchor: Node | null;
  isVertical: boolean;
  isTapped: boolean;
  isAnnounced: boolean;
  close: () => void;
  leave: () => void;
  actions: CardAction[];
}

interface PageFacts {
  lang: string;
  title: string;
  sample: string;
  host: string;
  path: string;
}

interface TermAnswer extends Omit<import("./matching/entry.js").Entry, never> {
  isSaved: boolean;
}

/** An article, and which of its meanings the page has in mind where the lexicon could not tell. */
interface ArticleAnswer {
  article: any;
  choice: Pick<TermAnswer, "chosen" | "why" | "detail"> | null;
}

interface ReaderSettings {
  phonetics: string;
  hover: string;
  style: "line" | "tint" | "both" | "none";
  firstOnly: boolean;
  explained: boolean;
  seen: boolean;
  unexplained: boolean;
}

interface StartAnswer {
  isReady: boolean;
  version: string;
  mode: "always" | "demand" | "never";
  settings: ReaderSettings;
}

interface ListedTerm {
  at: number;
  text: string;
  look: number;
  count: number;
}

interface WholePageOptions {
  read: (texts: string[]) => Promise<PageAnswer | null>;
  isBusy: () => boolean;
  isWanted: (mark: Mark) => boolean;
  /** Gives a run the marks of a row. */
  renew: (block: Block, row: number[]) => void;
  /** Does work in slices. */
  work: (job: Generator<undefined>) => void;
  done: () => void;
}

/** What the scripts of a page need from outside: the extension's worker, or the server's script tag. */
interface Platform {
  /** Begins, once the other scripts are there. */
  connect: () => void;
  message: (key: string, ...given: string[]) => string;
  start: () => Promise<StartAnswer | null>;
  match: (texts: string[]) => Promise<{ version: string; rows: number[][] } | null>;
  read: (texts: string[]) => Promise<(PageAnswer & { version: string }) | null>;
  term: (number: number, sense: number, printed: string) => Promise<TermAnswer | null>;
  article: (entry: TermAnswer) => Promise<ArticleAnswer | null>;
  count: (explained: number, unexplained: number) => void;
  /** Whether the page has put in the reading aid itself. */
  isServed: () => boolean;
  /** Elements beyond which nothing is marked; `null` for the whole page. */
  within: () => string | null;
  actions: (entry: TermAnswer, view: CardText, close: () => void) => CardAction[];
}

interface Reader {
  listeners: {
    listen: () => void;
    /** Handlers by type of event; each is there once. */
    add: (chosen: Record<string, (event: any) => void>) => void;
    remove: (chosen: Record<string, (event: any) => void>) => void;
  };
  dom: Record<string, (...given: any[]) => any> & {
    isElement: (node: unknown) => node is Element;
    isText: (node: unknown) => node is Text;
    isShadow: (node: unknown) => node is ShadowRoot;
  };
  blocks: {
    Collector: new (handlers: {
      take: (block: Block) => void;
      enter: (root: ShadowRoot) => void;
      wait: (host: Element) => void;
      hide: (element: Element) => void;
    }) => { collect: (root: Node, isShallow: boolean) => Generator<undefined> };
    flowsDown: (element: Element) => boolean;
    nodeAt: (block: Block, offset: number) => number;
    locate: (block: Block, offset: number, isEnd: boolean) => [Text, number];
    rangeOf: (mark: Mark) => StaticRange;
    boxesOf: (mark: Mark) => DOMRect[];
    containerOf: (node: Node) => Node;
    isWithinSkipped: (node: Node | null) => boolean;
    isBlock: (element: Element, name: string) => boolean;
    isCard: (element: Element) => boolean;
  };
  markGroups: {
    groupsOf: (area: Area) => Mark[][];
    nearWindow: (element: Element, groups: Mark[][]) => [number, number];
  };
  marks: {
    add: (block: Block, row: number[], isWanted: (mark: Mark) => boolean) => void;
    drop: (block: Block) => void;
    /** Forgets the marks of a run that stays. */
    take: (block: Block) => void;
    dropAt: (node: Text) => void;
    dropRemoved: () => void;
    dropAllRemoved: () => void;
    clear: () => void;
    setCurrent: (place: Mark | Range | null) => void;
    current: () => Mark | null;
    under: (node: Node, x: number, y: number) => { mark: Mark; box: DOMRect } | null;
    boxesOf: (mark: Mark) => DOMRect[];
    inOrder: () => Mark[];
    tally: () => [number, number];
    firstNode: (mark: Mark) => Text;
    /** Whether a run has the marks of a row. */
    isSame: (block: Block, row: number[], isWanted: (mark: Mark) => boolean) => boolean;
    setStyle: (style: ReaderSettings["style"]) => void;
    restore: () => void;
    count: () => number;
  };
  runs: {
    add: (block: Block) => void;
    drop: (block: Block) => void;
    forget: (block: Block) => void;
    outdate: (node: Node) => void;
    retire: (container: Node) => Block[];
    replace: (container: Node, old: Block[]) => void;
    succeed: (block: Block, mark: () => void) => void;
    /** Gives a run other marks. */
    renew: (block: Block, mark: () => void) => void;
    dropGone: () => void;
    dropWithin: (root: Node) => void;
    has: (container: Node) => boolean;
    of: (node: Node) => Block | undefined;
    onDrop: (listener: (mark: Mark) => void) => void;
    clear: () => void;
  };
  shadowRoots: {
    WAITS: number[];
    of: (element: Element) => ShadowRoot | null;
    mayCome: (element: Element, name: string) => boolean;
    hasSlot: (root: ShadowRoot) => boolean;
    wait: (host: Element) => void;
    /** Those that have come since their elements were read. */
    find: () => ShadowRoot[];
    clear: () => void;
  };
  WholePage: new (options: WholePageOptions) => {
    keep: (block: Block) => void;
    read: () => void;
    clear: () => void;
    isReading: () => boolean;
    own: (mark: Mark) => OwnExplanation | null;
  };
  scanner: {
    start: (options: ScanOptions) => void;
    stop: () => void;
    roots: () => ShadowRoot[];
    isOn: () => boolean;
    isBusy: () => boolean;
    /** Looks for changes that no event tells of. */
    look: () => void;
    /** The explanation that the page itself gives of a mark. */
    own: (mark: Mark) => OwnExplanation | null;
    onChange: (listener: () => void) => void;
  };
  card: {
    show: (view: CardView) => void;
    hide: () => void;
    announce: (text: string) => void;
    isOpen: () => boolean;
    /** Whether a node is or was the host of a card. */
    isOwn: (node: Node) => boolean;
    isHost: (target: unknown) => boolean;
    isShown: () => boolean;
    enter: () => void;
    hasFocus: () => boolean;
    follow: (view: CardView) => void;
  };
  cardView: (entry: TermAnswer, answer: ArticleAnswer | null, printed: string, own?: OwnExplanation | null) => CardText;
  pageFacts: () => PageFacts;
  forgetFacts: () => void;
  zhuyin: (pinyin: string) => string;
  platform: Platform;
  explainer: {
    listen: () => void;
    stop: () => void;
    close: () => void;
    /** The mark whose card is open or about to open. */
    mark: () => Mark | null;
    move: (from: Mark, to: Mark | null) => void;
    step: (by: number) => Promise<boolean>;
    reveal: (mark: Mark, how: How) => Promise<void>;
    openForSelection: (entry: TermAnswer, printed: string) => Promise<void>;
    check: () => void;
  };
  main: {
    refresh: () => Promise<void>;
    begin: () => Promise<void>;
    end: () => void;
    answers: Record<string, (message: any) => unknown>;
    settings: () => ReaderSettings;
    version: () => string;
  };
}

declare var glossaryReader: Reader;

declare var scheduler:
  |  { postTask: (work: () => void, options: { priority: string }) => Promise<void> }
  | undefined;
