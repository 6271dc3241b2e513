/**
 * The status page, rendered on the server. Entry point: {@link
 * io.trueup.listener.daemon.page.StatusPage}. Pure: turns views into markup. Must not depend on
 * HTTP or the API.
 */
@NullMarked
package io.trueup.listener.daemon.page;

import org.jspecify.annotations.NullMarked;
