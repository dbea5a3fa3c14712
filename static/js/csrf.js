/** The CSRF token of now: a sign-in in another tab has changed that of the page. Empty for somebody new. */
export const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
