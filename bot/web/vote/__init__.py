"""Partner votes on any phone, and the page that is projected: no sign-in, no script."""
