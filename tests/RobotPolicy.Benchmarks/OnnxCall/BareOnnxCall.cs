using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace RobotPolicy.Benchmarks.OnnxCall;

/// <summary>
/// ONNX Runtime's C function <c>RunWithBinding</c>, called through its pointer as a C program calls it: no wrapper, no check of the status
/// but for null. The managed library keeps pointer and handles to itself, so they are read from its fields.
/// </summary>
internal sealed unsafe class BareOnnxCall(InferenceSession session, RunOptions options, OrtIoBinding binding)
{
    private readonly delegate* unmanaged<nint, nint, nint, nint> _run = FindFunction();
    private readonly nint _session = Handle(session);
    private readonly nint _options = Handle(options);
    private readonly nint _binding = Handle(binding);

    /// <summary>One run.</summary>
    public void Run()
    {
        if (_run(_session, _options, _binding) != 0)
            throw new InvalidOperationException("The reference's run failed.");
    }

    private static delegate* unmanaged<nint, nint, nint, nint> FindFunction()
    {
        var methods = typeof(InferenceSession).Assembly.GetType("Microsoft.ML.OnnxRuntime.NativeMethods", throwOnError: true)!;
        var run = (Delegate)methods.GetField("OrtRunWithBinding", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(null)!;
        return (delegate* unmanaged<nint, nint, nint, nint>)Marshal.GetFunctionPointerForDelegate(run);
    }

    private static nint Handle(object owner)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return owner switch
        {
            SafeHandle handle => handle.DangerousGetHandle(),
            _ => (nint)(owner.GetType().GetField("_nativeHandle", any)?.GetValue(owner) ?? owner.GetType().GetProperty("Handle", any)!.GetValue(owner)!),
        };
    }
}
