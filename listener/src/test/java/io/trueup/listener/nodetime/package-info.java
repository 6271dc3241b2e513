@NullMarked
package io.trueup.listener.nodetime;

import org.jspecify.annotations.NullMarked;
