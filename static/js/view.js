// Tells the blog that this post was really seen: shown, not only fetched ahead.
{
  const script = document.currentScript;
  const send = () => {
    const from = document.referrer && new URL(document.referrer).hostname;
    navigator.sendBeacon?.(script.dataset.views, from);
  };
  const sendOnceVisible = () => {
    if (document.visibilityState === "visible") send();
    else document.addEventListener("visibilitychange", sendOnceVisible, { once: true });
  };
  if (document.prerendering) document.addEventListener("prerenderingchange", sendOnceVisible, { once: true });
  else sendOnceVisible();
}
