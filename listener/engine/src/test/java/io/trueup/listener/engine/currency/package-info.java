@NullMarked
package io.trueup.listener.engine.currency;

import org.jspecify.annotations.NullMarked;
