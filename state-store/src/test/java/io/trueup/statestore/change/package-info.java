@NullMarked
package io.trueup.statestore.change;

import org.jspecify.annotations.NullMarked;
