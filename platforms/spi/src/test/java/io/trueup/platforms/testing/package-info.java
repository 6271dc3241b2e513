/** Fixtures for tests of platforms: small graphs, and the suite that every platform type passes. */
@NullMarked
package io.trueup.platforms.testing;

import org.jspecify.annotations.NullMarked;
