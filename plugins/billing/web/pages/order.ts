// Loads the page of an order anew while its portal is being prepared, for a minute at most.
const kPauseMilliseconds = 1_500;
const kMostTimes = 40;
const kName = 'tries';

const tries = Number(new URL(location.href).hash.slice(kName.length + 2) || 0);
if (document.querySelector('[data-order]') && tries < kMostTimes)
  window.setTimeout(() => {
    history.replaceState(null, '', `#${kName}=${tries + 1}`);
    location.reload();
  }, kPauseMilliseconds);
