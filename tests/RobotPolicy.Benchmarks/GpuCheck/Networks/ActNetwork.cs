namespace RobotPolicy.Benchmarks.GpuCheck.Networks;

/// <summary>
/// ACT as it infers: ResNet-18 per camera, four encoder layers, the one decoder layer whose output is used, a chunk of actions.
/// Inputs: state [B, joints], a picture of each camera [B, 3, height, width]; output: actions [B, chunk, joints].
/// </summary>
internal sealed record ActNetwork(int Cameras, int Height, int Width, int Model, int Heads, int FeedForward, int Layers, int Chunk)
{
    public static ActNetwork Full { get; } = new(2, 480, 640, 512, 8, 3200, 4, 100);

    /// <summary>Joints of the robot.</summary>
    public int Joints { get; init; } = 14;

    /// <summary>Name of the input of the joints' state.</summary>
    public string StateInput { get; init; } = "state";

    /// <summary>Names of the inputs of pictures, one for each camera; image0… unless given.</summary>
    public IReadOnlyList<string> CameraInputs { get => field ?? [.. Enumerable.Range(0, Cameras).Select(camera => $"image{camera}")]; init; }

    /// <summary>Name of the output.</summary>
    public string ActionOutput { get; init; } = "actions";

    /// <summary>The same operators in a size that a processor computes at once.</summary>
    public static ActNetwork Small { get; } = new(2, 64, 96, 64, 4, 128, 2, 10);

    public byte[] Build(WeightStore weights, bool half, int batch)
    {
        var net = new NetworkBuilder(weights, half);
        var (rows, columns) = ((Height + 31) / 32, (Width + 31) / 32);
        var state = net.Reshape(net.Linear(net.Input(StateInput, batch, Joints), "act.state", Joints, Model), batch, 1, Model);
        var tokens = new List<string> { net.Expand(net.Weight("act.latent", [1, 1, Model], 1), batch, 1, Model), state };
        for (var camera = 0; camera < Cameras; camera++)
        {
            var image = net.Input(CameraInputs[camera], batch, 3, Height, Width);
            var features = net.Conv2d(ResNet18.Apply(net, image, "act.backbone"), "act.project", ResNet18.Width, Model, 1, 1, 0, 1);
            tokens.Add(net.Transpose(net.Reshape(features, batch, Model, rows * columns), 0, 2, 1));
        }

        var count = 2 + (Cameras * rows * columns);
        var memory = net.Concat(1, [.. tokens]);
        var position = net.Weight("act.position", [1, count, Model], 1, 0.5f);
        for (var layer = 0; layer < Layers; layer++)
        {
            var prefix = $"act.encoder{layer}";
            var query = net.Add(memory, position);
            memory = Close(net, memory, Attention(net, query, query, memory, $"{prefix}.attention", batch, count, count), prefix, "norm1");
            memory = FeedForwardBlock(net, memory, prefix, "norm2");
        }

        var queries = net.Weight("act.queries", [1, Chunk, Model], 1);
        var x = net.Expand(net.Weight("act.target", [1, 1, Model], 0, 0), batch, Chunk, Model);
        var self = net.Add(x, queries);
        x = Close(net, x, Attention(net, self, self, x, "act.decoder.self", batch, Chunk, Chunk), "act.decoder", "norm1");
        var cross = Attention(net, net.Add(x, queries), net.Add(memory, position), memory, "act.decoder.cross", batch, Chunk, count);
        x = Close(net, x, cross, "act.decoder", "norm2");
        x = net.LayerNorm(FeedForwardBlock(net, x, "act.decoder", "norm3"), "act.norm", Model);
        net.Output(ActionOutput, net.Linear(x, "act.head", Model, Joints), batch, Chunk, Joints);
        return net.Build();
    }

    private string Close(NetworkBuilder net, string x, string change, string prefix, string norm) => net.LayerNorm(net.Add(x, change), $"{prefix}.{norm}", Model);

    private string FeedForwardBlock(NetworkBuilder net, string x, string prefix, string norm) => Close(
        net, x, net.Linear(net.Relu(net.Linear(x, $"{prefix}.linear1", Model, FeedForward)), $"{prefix}.linear2", FeedForward, Model), prefix, norm);

    private string Attention(NetworkBuilder net, string query, string key, string value, string name, int batch, int queries, int keys)
    {
        var width = Model / Heads;
        var q = net.Transpose(net.Reshape(net.Linear(query, $"{name}.q", Model, Model), batch, queries, Heads, width), 0, 2, 1, 3);
        var k = net.Transpose(net.Reshape(net.Linear(key, $"{name}.k", Model, Model), batch, keys, Heads, width), 0, 2, 3, 1);
        var v = net.Transpose(net.Reshape(net.Linear(value, $"{name}.v", Model, Model), batch, keys, Heads, width), 0, 2, 1, 3);
        var scale = net.Weight(FormattableString.Invariant($"attention_scale_{width}"), [1], 0, 1 / MathF.Sqrt(width));
        var scores = net.Op("Softmax", [net.Op("MatMul", [net.Op("Mul", [q, scale]), k])]);
        var mixed = net.Reshape(net.Transpose(net.Op("MatMul", [scores, v]), 0, 2, 1, 3), batch, queries, Model);
        return net.Linear(mixed, $"{name}.out", Model, Model);
    }
}
