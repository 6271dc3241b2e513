@NullMarked
package io.trueup.listener.log;

import org.jspecify.annotations.NullMarked;
