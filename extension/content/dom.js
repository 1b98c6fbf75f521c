/**
 * Reading a page that may lie: named form fields hide properties (`form.nextSibling` may be an input), in a content
 * script's own world, too. So nodes are read with the getters and methods of their prototypes only.
 */
(() => {
  const reader = (globalThis.glossaryReader ??= /** @type {Reader} */ ({}));
  if (reader.dom) return;

  /**
   * @param {object} prototype
   * @param {string} name
   * @returns {(one: any) => any}
   */
  function getter(prototype, name) {
    for (let at = prototype; at; at = Object.getPrototypeOf(at)) {
      const get = Object.getOwnPropertyDescriptor(at, name)?.get;
      if (get) return (one) => get.call(one);
    }
    return (one) => one[name];
  }

  /**
   * @param {object} prototype
   * @param {string} name
   * @returns {(one: any, ...given: any[]) => any}
   */
  function method(prototype, name) {
    const call = /** @type {any} */ (prototype)[name];
    return (one, ...given) => call?.apply(one, given);
  }

  const localName = getter(Element.prototype, "localName");
  const parentNode = getter(Node.prototype, "parentNode");
  const nodeType = getter(Node.prototype, "nodeType");
  /** @param {unknown} node */
  function kindOf(node) {
    try {
      return node ? nodeType(node) : 0;
    } catch {
      return 0; // the window, in the path of an event
    }
  }
  const isConnected = getter(Node.prototype, "isConnected");
  const ownerDocument = getter(Node.prototype, "ownerDocument");
  const hostOf = getter(ShadowRoot.prototype, "host");
  const rootOf = method(Node.prototype, "getRootNode");
  const comparePosition = method(Node.prototype, "compareDocumentPosition");

  // Not by `instanceof`: a node that a page has moved here from a frame is of that frame's classes.
  /** @type {(node: unknown) => node is Element} */
  const isElement = (node) => kindOf(node) === Node.ELEMENT_NODE;
  /** @type {(node: unknown) => node is Text} */
  const isText = (node) => kindOf(node) === Node.TEXT_NODE;
  /** @type {(node: unknown) => node is ShadowRoot} */
  const isShadow = (node) => kindOf(node) === Node.DOCUMENT_FRAGMENT_NODE;

  /**
   * The parent of a node, through the border of a shadow tree.
   * @param {Node} node
   * @returns {Node | null}
   */
  function composedParent(node) {
    return parentNode(node) ?? (isShadow(node) ? hostOf(node) : null);
  }

  /**
   * Which of two nodes stands first in the document, through the borders of shadow trees.
   * @param {Node} first
   * @param {Node} second
   * @returns {number} As `Array.prototype.sort` wants it.
   */
  function compareNodes(first, second) {
    if (first === second) return 0;
    if (rootOf(first) === rootOf(second)) return compareInTree(first, second);
    const one = lineage(first);
    const other = lineage(second);
    let depth = 0;
    while (depth < Math.min(one.length, other.length) && one[depth] === other[depth]) depth++;
    const left = one[depth];
    const right = other[depth];
    if (!left || !right) return left ? 1 : -1;
    if (isShadow(left) || isShadow(right)) return isShadow(left) ? -1 : 1;
    return compareInTree(left, right);
  }

  /**
   * @param {Node} first
   * @param {Node} second
   */
  function compareInTree(first, second) {
    const relation = comparePosition(first, second);
    return relation & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : relation & Node.DOCUMENT_POSITION_PRECEDING ? 1 : 0;
  }

  /** @param {Node} node */
  function lineage(node) {
    const line = [node];
    for (let parent = composedParent(node); parent; parent = composedParent(parent)) line.push(parent);
    return line.reverse();
  }

  reader.dom = {
    localName,
    parentNode,
    host: hostOf,
    rootOf,
    isConnected,
    /** Whether a node is in this document: a page may have moved it into a frame's. */
    isHere: (/** @type {Node} */ node) => isConnected(node) && (node === document || ownerDocument(node) === document),
    data: getter(CharacterData.prototype, "data"),
    length: getter(CharacterData.prototype, "length"),
    getAttribute: method(Element.prototype, "getAttribute"),
    setAttribute: method(Element.prototype, "setAttribute"),
    hasAttribute: method(Element.prototype, "hasAttribute"),
    getBoundingClientRect: method(Element.prototype, "getBoundingClientRect"),
    scrollIntoView: method(Element.prototype, "scrollIntoView"),
    matches: method(Element.prototype, "matches"),
    checkVisibility: "checkVisibility" in Element.prototype ? method(Element.prototype, "checkVisibility") : () => true,
    contains: method(Node.prototype, "contains"),
    append: method(Node.prototype, "appendChild"),
    removeChild: method(Node.prototype, "removeChild"),
    createWalker: method(Document.prototype, "createTreeWalker").bind(null, document),
    createElement: method(Document.prototype, "createElement").bind(null, document),
    caretPosition: method(Document.prototype, "caretPositionFromPoint").bind(null, document),
    querySelectorAll: method(Document.prototype, "querySelectorAll").bind(null, document),
    hasFocus: method(Document.prototype, "hasFocus").bind(null, document),
    documentElement: getter(Document.prototype, "documentElement").bind(null, document),
    body: getter(Document.prototype, "body").bind(null, document),
    execCommand: method(Document.prototype, "execCommand").bind(null, document),
    title: getter(Document.prototype, "title").bind(null, document),
    designMode: getter(Document.prototype, "designMode").bind(null, document),
    fullscreenElement: getter(Document.prototype, "fullscreenElement").bind(null, document),
    activeElement: getter(Document.prototype, "activeElement").bind(null, document),
    isElement,
    isText,
    isShadow,
    openShadow: getter(Element.prototype, "shadowRoot"),
    firstChild: getter(Node.prototype, "firstChild"),
    queryFragment: method(DocumentFragment.prototype, "querySelector"),
    composedParent,
    compareNodes,
  };
})();
