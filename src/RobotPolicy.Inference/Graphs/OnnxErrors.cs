using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs;

/// <summary>Tells a user what ONNX Runtime's exceptions mean. It has no error codes to look at, only text.</summary>
internal static class OnnxErrors
{
    private const int MaxLength = 300;
    private static readonly string[] DeviceMarkers = ["CUDA failure", "CUDNN failure", "CUBLAS failure"];

    /// <summary>
    /// Exceptions that running or loading a graph may throw for bad data. KeyNotFoundException is among them, since the managed
    /// API looks up the text of native codes in a table that knows only the older ones.
    /// </summary>
    public static bool IsExpected(Exception e) => e is OnnxRuntimeException or KeyNotFoundException;

    public static PackageError ToPackageError(Exception e, string file)
    {
        var text = e.Message;
        var (expected, actual) = text switch
        {
            _ when Has("InvalidProtobuf") || Has("Protobuf parsing failed") || Has("does not have a graph")
                => ("an ONNX model", "bytes that are not one, or only a part of one"),
            _ when Has("No Op registered for") || Has("is not a registered function/op")
                => ("operators that ONNX Runtime knows", Reason(text)),
            _ when Has("External data path") || Has("escapes model directory") || Has("escapes both model directory")
                => ("external data inside the package folder", Reason(text)),
            _ when Has("Unsupported model IR version") || Has("officially released onnx ops") || Has("official released onnx")
                => ("an ONNX version that this ONNX Runtime supports", Reason(text)),
            _ when Has("fallback to CPU EP") || Has("assigned to the default CPU EP")
                => ("operators and fixed shapes that the device computes itself: nothing moves to the processor in silence", Reason(text)),
            _ => ("a graph that loads", Reason(text)),
        };
        return new PackageError { File = file, Field = "graph", Expected = expected, Actual = actual };

        bool Has(string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    public static string Reason(string message)
    {
        const string prefix = "[ErrorCode:";
        var start = message.StartsWith(prefix, StringComparison.Ordinal) ? message.IndexOf(']') + 1 : 0;

        // A device's error begins with where in ONNX Runtime's sources it was, at length, before it says what the driver said.
        foreach (var marker in DeviceMarkers)
            start = Math.Max(start, message.IndexOf(marker, StringComparison.Ordinal));
        return ErrorText.Clean(message[start..].Trim(), MaxLength);
    }
}
