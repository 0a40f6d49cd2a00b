using RobotPolicy.Inference.Graphs.Composition;

namespace RobotPolicy.Benchmarks.GpuCheck.Networks;

/// <summary>
/// Diffusion policy's two graphs. Encoder: images [B, 4, 3, side, side] (2 cameras × 2 observations) and state [B, 18] to
/// condition [B, 2066]. Denoiser, a conditional 1-D U-Net: sample [B, 16, 7], timestep [1], condition to prediction [B, 16, 7].
/// </summary>
internal sealed record DiffusionNetwork(int Side, int StepWidth, int[] Widths)
{
    public const int Horizon = 16;
    public const int Joints = 7;
    public const int Images = 4;
    public const int State = 18;
    public const int Condition = (Images * ResNet18.Width) + State;
    private const int Groups = 8;

    public static DiffusionNetwork Full { get; } = new(96, 256, [256, 512, 1024]);

    public static DiffusionNetwork Small { get; } = new(32, 32, [32, 64, 128]);

    public byte[] BuildEncoder(WeightStore weights, bool half, int batch)
    {
        var net = new NetworkBuilder(weights, half);
        var images = net.Reshape(net.Input("images", batch, Images, 3, Side, Side), batch * Images, 3, Side, Side);
        var features = net.Op("GlobalAveragePool", [ResNet18.Apply(net, images, "diffusion.backbone")]);
        var condition = net.Concat(1, net.Reshape(features, batch, Images * ResNet18.Width), net.Input("state", batch, State));
        net.Output("condition", condition, batch, Condition);
        return net.Build();
    }

    public byte[] BuildDenoiser(WeightStore weights, bool half, int batch)
    {
        var net = new NetworkBuilder(weights, half);
        var x = net.Transpose(net.Input("sample", batch, Horizon, Joints), 0, 2, 1);
        var embedded = net.Expand(TimeEmbedding(net), batch, StepWidth);
        var feature = net.Mish(net.Concat(1, embedded, net.Input("condition", batch, Condition)));
        var length = Horizon;
        var from = Joints;
        var skips = new Stack<(string Value, int Width)>();
        for (var level = 0; level < Widths.Length; level++)
        {
            var to = Widths[level];
            x = Block(net, x, feature, $"down{level}.0", batch, from, to, length);
            x = Block(net, x, feature, $"down{level}.1", batch, to, to, length);
            skips.Push((x, to));
            from = to;
            if (level == Widths.Length - 1)
                break;
            x = net.Conv1d(x, $"down{level}.downsample", to, to, 3, 2, 1);
            length /= 2;
        }

        x = Block(net, x, feature, "mid0", batch, from, from, length);
        x = Block(net, x, feature, "mid1", batch, from, from, length);
        for (var level = Widths.Length - 1; level > 0; level--)
        {
            var (skip, width) = skips.Pop();
            var to = Widths[level - 1];
            x = Block(net, net.Concat(1, x, skip), feature, $"up{level}.0", batch, from + width, to, length);
            x = Block(net, x, feature, $"up{level}.1", batch, to, to, length);
            x = net.ConvTranspose1d(x, $"up{level}.upsample", to, 4, 2, 1);
            length *= 2;
            from = to;
        }

        x = ConvBlock(net, x, "final", batch, from, from, length);
        x = net.Conv1d(x, "final.out", from, Joints, 1, 1, 0);
        net.Output("prediction", net.Transpose(x, 0, 2, 1), batch, Horizon, Joints);
        return net.Build();
    }

    /// <summary>DDIM of ten steps on a squared-cosine schedule of a hundred, predicting noise, samples clipped to ±1.</summary>
    public static DenoisingLoopSpec TenSteps(int batch)
    {
        var cumulative = new double[100];
        for (var t = 0; t < cumulative.Length; t++)
            cumulative[t] = (t == 0 ? 1 : cumulative[t - 1]) * (1 - Math.Min(1 - (Squared((t + 1) / 100.0) / Squared(t / 100.0)), 0.999));
        return Spec(batch, 1, Enumerable.Range(0, 10).Select(k =>
        {
            var t = 90 - (10 * k);
            var (now, next) = (cumulative[t], t >= 10 ? cumulative[t - 10] : 1);
            return new DenoisingStep
            {
                Timestep = t,
                X0FromSample = (float)(1 / Math.Sqrt(now)),
                X0FromPrediction = (float)(-Math.Sqrt(1 - now) / Math.Sqrt(now)),
                FromX0 = (float)Math.Sqrt(next),
                FromPrediction = (float)Math.Sqrt(1 - next),
            };
        }));

        static double Squared(double time) => Math.Pow(Math.Cos((time + 0.008) / 1.008 * Math.PI / 2), 2);
    }

    /// <summary>A flow of three Euler steps.</summary>
    public static DenoisingLoopSpec ThreeSteps(int batch) => Spec(
        batch, null, Enumerable.Range(0, 3).Select(k => new DenoisingStep { Timestep = 100.0 * k / 3, FromSample = 1, FromPrediction = 1f / 3 }));

    private static DenoisingLoopSpec Spec(int batch, float? clip, IEnumerable<DenoisingStep> steps) => new()
    {
        SampleInput = "sample",
        TimestepInput = "timestep",
        SampleShape = [batch, Horizon, Joints],
        ClipSample = clip,
        Steps = [.. steps],
    };

    /// <summary>Sine and cosine in float32 whatever the rest is: float16 does not hold the angles.</summary>
    private string TimeEmbedding(NetworkBuilder net)
    {
        var half = StepWidth / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / (half - 1))).ToArray();
        var angles = net.Op("Mul", [net.Reshape(net.RawInput("timestep", 1), 1, 1), net.Float32("frequencies", frequencies, 1, half)]);
        var x = net.ToInner(net.Concat(1, net.Op("Sin", [angles]), net.Op("Cos", [angles])));
        return net.Linear(net.Mish(net.Linear(x, "time.0", StepWidth, StepWidth * 4)), "time.1", StepWidth * 4, StepWidth);
    }

    private static string ConvBlock(NetworkBuilder net, string x, string name, int batch, int from, int to, int length) =>
        net.Mish(net.GroupNorm(net.Conv1d(x, $"{name}.conv", from, to, 3, 1, 1), $"{name}.norm", batch, to, length, Groups));

    private string Block(NetworkBuilder net, string x, string feature, string name, int batch, int from, int to, int length)
    {
        var shift = net.Reshape(net.Linear(feature, $"{name}.condition", StepWidth + Condition, to), batch, to, 1);
        var inner = net.Add(ConvBlock(net, x, $"{name}.0", batch, from, to, length), shift);
        inner = ConvBlock(net, inner, $"{name}.1", batch, to, to, length);
        return net.Add(inner, from == to ? x : net.Conv1d(x, $"{name}.residual", from, to, 1, 1, 0));
    }
}
