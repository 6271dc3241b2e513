// Updates the page in place, so that it neither flickers nor loses its scroll position.
(() => {
  const every = 5000;
  const redraw = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch('/', {cache: 'no-store', credentials: 'same-origin'});
      // The style of the answer has another nonce, which the policy of this page refuses, and is loaded already.
      const text = (await answer.text()).replace(/<style[^]*?<\/style>/, '');
      const next = new DOMParser().parseFromString(text, 'text/html');
      const main = next.querySelector('main');
      if (!main) throw new Error('no page');
      if (main.id === 'login') location.reload();
      document.querySelector('main').replaceWith(document.adoptNode(main));
      document.title = next.title;
      document.body.classList.remove('is-stale');
    } catch {
      document.body.classList.add('is-stale');
    }
  };
  setInterval(redraw, every);
  document.addEventListener('visibilitychange', redraw);
})();
