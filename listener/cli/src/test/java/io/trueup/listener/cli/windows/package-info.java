/** Tests of the package; tests of HTTP use a real server on a real socket. */
@NullMarked
package io.trueup.listener.cli.windows;

import org.jspecify.annotations.NullMarked;
