/**
 * What the HTTP API answers, as records: a field is shown because it is named here, and for no
 * other reason. The API writes them, the status page and the command line read them. Pure; must not
 * depend on HTTP, the page or the command line.
 */
@NullMarked
package io.trueup.listener.view;

import org.jspecify.annotations.NullMarked;
