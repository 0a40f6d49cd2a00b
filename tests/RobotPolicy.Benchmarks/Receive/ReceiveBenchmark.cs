using RobotPolicy.Benchmarks.Preprocess;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Benchmarks.Receive;

/// <summary>
/// Two cameras' raw pictures from the received message to normalised planes of float32 in the pictures' own size, against a plain copy
/// of the pictures' bytes. On either side each camera's eight messages take turns (15 MB for both: beyond L2) and go to one
/// target for each camera: the tensor, or memory of the picture's size. The tensor has four times the bytes, so that the ratio counts
/// memory traffic first: 1 + 4 bytes for each byte of a picture, against 1 + 1.
/// </summary>
internal static class ReceiveBenchmark
{
    public const int Width = 640;
    public const int Height = 480;
    public const int Cameras = 2;
    public const int Turns = 8;
    private const int WarmUpCalls = 2000;
    private const int Calls = 1000;
    private const double Bar = 3;
    private const int PictureBytes = Width * Height * 3;

    public static BenchmarkRow[] Run(int rounds, Action<string> progress)
    {
        var messages = Enumerable.Range(0, Cameras).Select(camera => Enumerable.Range(0, Turns).Select(turn => Message(camera, turn)).ToArray()).ToArray();
        using var rig = new ReceiveRig(messages, compressed: false, new PreprocessCase(Width, Height, ResizeFilter.None).Spec());
        var copy = Copy(messages);
        List<double> medians = [], tails = [], referenceMedians = [], referenceTails = [], allocated = [];
        for (var round = 0; round < rounds; round++)
        {
            progress($"receive raw {round + 1}/{rounds}");
            var ours = ReceiveRig.Measure(rig.Step, WarmUpCalls, Calls);
            var theirs = ReceiveRig.Measure(copy, WarmUpCalls, Calls);
            medians.Add(ours.Median);
            tails.Add(ours.P99);
            allocated.Add(ours.Bytes);
            referenceMedians.Add(theirs.Median);
            referenceTails.Add(theirs.P99);
        }

        const string name = "image receive → tensor, 2 × 480×640 raw";
        return
        [
            new BenchmarkRow($"{name} p50", "µs", medians, referenceMedians, "memcpy", Bar),
            new BenchmarkRow($"{name} p99", "µs", tails, referenceTails, "memcpy", Bar),
            new BenchmarkRow($"{name} allocation", "bytes", allocated, [.. allocated.Select(_ => 1.0)], "none allowed", 0),
        ];
    }

    private static Action Copy(byte[][][] messages)
    {
        var targets = messages.Select(_ => GC.AllocateUninitializedArray<byte>(PictureBytes, pinned: true)).ToArray();
        var turn = 0;
        return () =>
        {
            for (var camera = 0; camera < targets.Length; camera++)
            {
                // The picture is the last thing in its message.
                var message = messages[camera][turn];
                message.AsSpan(message.Length - PictureBytes).CopyTo(targets[camera]);
            }

            turn = (turn + 1) % Turns;
        };
    }

    private static byte[] Message(int camera, int turn)
    {
        var buffer = new CdrBuffer();
        var image = new Image
        {
            Header = new Header { FrameId = "optical"u8 },
            Width = Width,
            Height = Height,
            EncodingName = "rgb8"u8,
            Step = Width * 3,
            Data = ScenePicture.Make(Width, Height, (100 * camera) + turn),
        };
        return buffer.TryEncode(image, out var error) ? buffer.Cdr.ToArray() : throw new InvalidOperationException($"{error}");
    }
}
