@NullMarked
package io.trueup.listener.engine.nodetime;

import org.jspecify.annotations.NullMarked;
