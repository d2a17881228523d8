/// The script of the page: search, filters, order and paging. The page can be read without it.
///
/// Its hash is part of the page's content security policy, so nothing may be put into it while a
/// report is written. It only moves nodes and reads text; it never makes markup out of text.
enum HTMLScript {
  /// Runs before the body is read: keeps the gallery from being laid out again and again while it
  /// grows. Should the other script be missing, the gallery shows once the page is loaded.
  static let early = """
    document.documentElement.classList.add('scripted');
    addEventListener('load', () => document.documentElement.classList.add('ready'));
    """

  /// Runs after the body was read.
  static let text = """
    'use strict';
    (() => {
      const pageSize = 60;
      const $ = (selector) => document.querySelector(selector);
      const page = $('.page'), overview = $('.overview');
      const groups = Array.from(document.querySelectorAll('.gallery'));
      const gallery = groups[0];
      const search = $('#search'), origin = $('#origin'), order = $('#order');
      const rank = {block: 0, notInspected: 1, review: 2, pass: 3};
      const nodes = groups.flatMap((group) => Array.from(group.children));
      for (const group of groups.slice(1)) group.remove();
      const cards = nodes.map((node, index) => ({
        node, index, decision: node.dataset.decision, origin: node.dataset.origin,
        text: (node.firstElementChild.textContent + ' ' +
          (node.dataset.rules || '')).toLowerCase(),
      }));
      if (overview) page.insertBefore(overview, $('.tools'));
      for (const node of document.querySelectorAll('[data-scripted]')) node.hidden = false;
      let shown = [], start = 0;

      const counts = {};
      for (const card of cards) counts[card.decision] = (counts[card.decision] || 0) + 1;
      for (const output of document.querySelectorAll('.chips output')) {
        output.textContent = output.dataset.of === 'all'
          ? cards.length : counts[output.dataset.of] || 0;
      }
      const present = new Set(cards.map((card) => card.origin));
      for (const option of Array.from(origin.options)) {
        if (option.value && !present.has(option.value)) option.remove();
      }

      const decision = () => {
        const checked = $('.chips input:checked');
        return checked ? checked.value : 'all';
      };
      const draw = () => {
        const nodes = shown.slice(start, start + pageSize).map((card) => card.node);
        gallery.replaceChildren(...nodes);
        const end = start + nodes.length;
        const noun = shown.length === 1 ? ' image' : ' images';
        $('.count').textContent = shown.length > pageSize
          ? (start + 1) + '–' + end + ' of ' + shown.length + noun : shown.length + noun;
        $('.empty').hidden = shown.length > 0;
        $('.pager').hidden = shown.length <= pageSize;
        $('#before').disabled = start === 0;
        $('#after').disabled = end >= shown.length;
        $('#place').textContent = 'Page ' + (Math.floor(start / pageSize) + 1) + ' of ' +
          Math.max(1, Math.ceil(shown.length / pageSize));
      };
      const select = () => {
        const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
        const wanted = decision();
        shown = cards.filter((card) =>
          (wanted === 'all' || card.decision === wanted) &&
          (!origin.value || card.origin === origin.value) &&
          words.every((word) => card.text.includes(word)));
        if (order.value === 'urgency') {
          shown.sort((a, b) => rank[a.decision] - rank[b.decision] || a.index - b.index);
        }
        start = 0;
        draw();
      };
      const turn = (by) => {
        start = Math.max(0, Math.min(start + by * pageSize, shown.length - 1));
        draw();
        $('.tools').scrollIntoView();
      };
      let timer = 0;
      search.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(select, 120);
      });
      for (const control of [origin, order]) control.addEventListener('change', select);
      for (const input of document.querySelectorAll('.chips input')) {
        input.addEventListener('change', select);
      }
      $('#before').addEventListener('click', () => turn(-1));
      $('#after').addEventListener('click', () => turn(1));
      document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const typing = event.target === search || event.target.tagName === 'SELECT';
        if (event.key === '/' && !typing) {
          event.preventDefault();
          search.focus();
        } else if (event.key === 'Escape') {
          const open = event.target.closest && event.target.closest('details[open]');
          if (event.target === search) {
            search.value = '';
            select();
          } else if (open) {
            open.open = false;
            open.firstElementChild.focus();
          }
        }
      });
      const goTo = () => {
        const isNamed = (card) => card.node.id === location.hash.slice(1);
        if (!cards.some(isNamed)) return;
        if (!shown.some(isNamed)) {
          search.value = origin.value = '';
          $('#f-all').checked = true;
          select();
        }
        const at = shown.findIndex(isNamed);
        start = Math.floor(at / pageSize) * pageSize;
        draw();
        shown[at].node.open = true;
        shown[at].node.scrollIntoView();
      };
      addEventListener('hashchange', goTo);
      addEventListener('beforeprint', () => {
        gallery.replaceChildren(...shown.map((card) => card.node));
        for (const card of shown) {
          card.was = card.node.open;
          if (card.decision !== 'pass') card.node.open = true;
        }
      });
      addEventListener('afterprint', () => {
        for (const card of shown) card.node.open = card.was;
        draw();
      });
      select();
      document.documentElement.classList.add('ready');
      goTo();
    })();
    """
}
