/** What tests of platforms build on: small graphs, and the suite that every platform passes. */
@NullMarked
package io.trueup.platforms.testing;

import org.jspecify.annotations.NullMarked;
