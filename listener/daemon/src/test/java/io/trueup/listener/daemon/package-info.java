@NullMarked
package io.trueup.listener.daemon;

import org.jspecify.annotations.NullMarked;
