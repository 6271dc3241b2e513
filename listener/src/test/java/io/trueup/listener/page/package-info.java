/** Tests of the package, over a real server on a real socket where HTTP is meant. */
@NullMarked
package io.trueup.listener.page;

import org.jspecify.annotations.NullMarked;
