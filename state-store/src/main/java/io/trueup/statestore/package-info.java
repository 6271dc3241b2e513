/**
 * The state of an installation, and the promises about it. Entry point: {@link
 * io.trueup.statestore.StateStore}. Every method is one transaction; the store's own clock decides
 * about leases, gates and expiries. Knows the model, and neither platforms nor the listener.
 */
@NullMarked
package io.trueup.statestore;

import org.jspecify.annotations.NullMarked;
