@NullMarked
package io.trueup.listener.source;

import org.jspecify.annotations.NullMarked;
