namespace RobotPolicy.Benchmarks.GpuCheck.Networks;

/// <summary>ResNet-18 without its head; batch normalisation is folded into the convolutions, as exporters do.</summary>
internal static class ResNet18
{
    public const int Width = 512;

    /// <summary>[B, 3, h, w] → [B, 512, ⌈h/32⌉, ⌈w/32⌉].</summary>
    public static string Apply(NetworkBuilder net, string image, string name)
    {
        var x = net.MaxPool(net.Relu(net.Conv2d(image, $"{name}.conv1", 3, 64, 7, 2, 3, 1.4f)));
        var from = 64;
        for (var stage = 0; stage < 4; stage++)
        {
            var to = 64 << stage;
            for (var block = 0; block < 2; block++)
            {
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var prefix = $"{name}.layer{stage + 1}.{block}";
                var inner = net.Relu(net.Conv2d(x, $"{prefix}.conv1", from, to, 3, stride, 1, 1.2f));

                // Halved, so that the sum with the shortcut does not grow from block to block.
                inner = net.Conv2d(inner, $"{prefix}.conv2", to, to, 3, 1, 1, 0.6f);
                var shortcut = stride == 1 && from == to ? x : net.Conv2d(x, $"{prefix}.downsample", from, to, 1, stride, 0, 1);
                x = net.Relu(net.Add(inner, shortcut));
                from = to;
            }
        }

        return x;
    }
}
