/** What several of the listener's tests need. */
@NullMarked
package io.trueup.listener.testing;

import org.jspecify.annotations.NullMarked;
