/**
 * By default onnxruntime reports to its makers who runs which model, and stores an identifier of the machine. It reads
 * the process's environment at its first use, and threads only have a copy of that. Import this before it, in the main
 * thread as well. Source: github.com/microsoft/onnxruntime, docs/Privacy.md and pull request 27379.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
