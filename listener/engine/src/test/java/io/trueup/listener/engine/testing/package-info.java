/** Stores and tables that tests of several modules begin with. */
@NullMarked
package io.trueup.listener.engine.testing;

import org.jspecify.annotations.NullMarked;
