/**
 * The answers of the HTTP API, as records. The API shows exactly the fields that are declared here.
 * The API writes the records; the status page and the command line read them. Pure; must not depend
 * on HTTP, the page or the command line.
 */
@NullMarked
package io.trueup.listener.daemon.view;

import org.jspecify.annotations.NullMarked;
