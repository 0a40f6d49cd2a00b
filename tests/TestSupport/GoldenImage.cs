using System.Runtime.InteropServices;
using System.Text.Json;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.TestSupport;

/// <summary>A file of <c>tests/golden/make_images.py</c>: what another library makes of a picture that a formula gives.</summary>
internal sealed class GoldenImage
{
    private GoldenImage(JsonElement root)
    {
        Root = root;
        (Width, Height) = Size("source");
        (TargetWidth, TargetHeight) = Size("target");
        IsRounded = root.TryGetProperty("bytes", out var bytes);
        Levels = IsRounded
            ? Array.ConvertAll(bytes.GetBytesFromBase64(), b => (float)b)
            : MemoryMarshal.Cast<byte, float>(root.GetProperty("singles").GetBytesFromBase64()).ToArray();
    }

    public JsonElement Root { get; }

    public int Width { get; }

    public int Height { get; }

    public int TargetWidth { get; }

    public int TargetHeight { get; }

    public bool IsRounded { get; }

    /// <summary>Grey levels [row, column, channel].</summary>
    public float[] Levels { get; }

    public static string Folder { get; } = GoldenFolder.Find("images");

    public static GoldenImage Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return new GoldenImage(document.RootElement.Clone());
    }

    /// <summary>The picture, repeated from the formula.</summary>
    public MemoryFrame Picture()
    {
        var data = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var noise = (31 * x) + (17 * y) + (57 * c);
                    data[(((y * Width) + x) * 3) + c] = (byte)(255 & (
                        ((3 + c) * x) + ((5 - c) * y) + (90 * (((x / 8) + (y / 8)) % 2)) + (noise * noise % 61)));
                }

        return new MemoryFrame(PixelFormat.Rgb8, Width, Height, Width * 3, data);
    }

    /// <summary>The tensor of grey levels that the file holds, as its filter, rounding and fit say.</summary>
    public ImageTensorSpec Spec() => new()
    {
        Width = TargetWidth,
        Height = TargetHeight,
        ChannelsLast = true,
        Filter = Value<ResizeFilter>("filter"),
        Rounding = Value<ByteRounding>("rounding"),
        Fit = Value<ImageFit>("fit"),
        PadValue = Root.TryGetProperty("pad", out var pad) ? pad.GetByte() : (byte)0,
        Scale = 1,
        Mean = [0, 0, 0],
        Std = [1, 1, 1],
    };

    /// <summary>Largest difference to a tensor of grey levels, and the share of values that differ by more than a thousandth.</summary>
    public (float Largest, double Share) Compare(ReadOnlySpan<float> levels)
    {
        var (largest, different) = (0f, 0);
        for (var i = 0; i < levels.Length; i++)
        {
            var difference = Math.Abs(levels[i] - Levels[i]);
            largest = Math.Max(largest, difference);
            different += difference > 0.001f ? 1 : 0;
        }

        return (largest, (double)different / levels.Length);
    }

    private T Value<T>(string name)
        where T : struct, Enum => Root.TryGetProperty(name, out var value) ? Enum.Parse<T>(value.GetString()!) : default;

    private (int Width, int Height) Size(string name) => (Root.GetProperty(name)[0].GetInt32(), Root.GetProperty(name)[1].GetInt32());
}
