/**
 * onnxruntime tells its makers who runs which model, and keeps an identifier of the machine, unless it is told not to before
 * it is first used; it looks at the environment of the process, which threads but have a copy of. Import this before it, in
 * the main thread as well. Source: github.com/microsoft/onnxruntime, docs/Privacy.md and pull request 27379.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
