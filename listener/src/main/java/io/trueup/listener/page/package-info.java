/**
 * The status page, drawn on the server. Entry point: {@link io.trueup.listener.page.StatusPage}.
 * Pure: markup from views. Must not depend on HTTP or the state store.
 */
@NullMarked
package io.trueup.listener.page;

import org.jspecify.annotations.NullMarked;
