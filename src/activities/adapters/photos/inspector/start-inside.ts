/** Import this before onnxruntime, which must not be interrupted while it loads, and call `goOut` afterwards. */
import { goIn } from './thread-gate.ts';

goIn();
