using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Perturbations;

/// <summary>
/// What the sensors do to what they measure: noise, or a hand before a camera. The same moment always gives the same, on any thread
/// and in any order, as nothing is kept from call to call.
/// </summary>
internal sealed class SensorPerturbation
{
    private const double JointSigmaRad = 0.008;
    private const double GripperSigmaMetres = 0.0008;
    private const double PixelSigma = 10;
    private const double EarliestBlockSeconds = 0.5;
    private const double LatestBlockSeconds = 3;
    private const double BlockSeconds = 6;

    // The hand is an ellipse of this half axis, as a share of the picture; its centre is this near the picture's.
    private const double HandRadius = 0.62;
    private const double HandOffset = 0.12;

    // Cameras have streams of their own; the joints' is another.
    private const ulong JointStream = 99;

    private readonly Perturbation _perturbation;
    private readonly double _stepSeconds;

    /// <summary>Creates the sensors' side of a perturbation; most do nothing here.</summary>
    /// <param name="perturbation">The perturbation.</param>
    /// <param name="stepSeconds">Length of a physics step.</param>
    internal SensorPerturbation(Perturbation perturbation, double stepSeconds)
    {
        _perturbation = perturbation;
        _stepSeconds = stepSeconds;
    }

    /// <summary>Changes measured joint positions, radians and metres, in place.</summary>
    internal void Joints(EpisodeMoment moment, Span<double> positions)
    {
        if (_perturbation.Kind != PerturbationKind.SensorNoise)
            return;
        var key = StreamKey(moment, JointStream);
        for (var i = 0; i < positions.Length; i++)
        {
            var sigma = i == RobotNames.ArmJointCount ? GripperSigmaMetres : JointSigmaRad;
            positions[i] += sigma * _perturbation.Strength * CounterNoise.Normal(CounterNoise.Hash(key + (ulong)i));
        }
    }

    /// <summary>Changes a picture in place.</summary>
    /// <param name="moment">What it shows.</param>
    /// <param name="camera">Index into <see cref="RobotNames.Cameras"/>.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rgb">height × width × 3 bytes, top row first.</param>
    internal void Picture(EpisodeMoment moment, int camera, int width, int height, Span<byte> rgb)
    {
        if (_perturbation.Kind == PerturbationKind.SensorNoise)
            AddNoise(StreamKey(moment, (ulong)camera), rgb);
        else if (_perturbation.Kind == PerturbationKind.CameraBlocked)
            Block(moment, camera, width, height, rgb);
    }

    private ulong StreamKey(EpisodeMoment moment, ulong stream) =>
        CounterNoise.Hash(_perturbation.EpisodeKey(moment.Seed) ^ ((ulong)moment.Step << 8) ^ stream);

    private void AddNoise(ulong key, Span<byte> rgb)
    {
        var sigma = PixelSigma * _perturbation.Strength;
        for (var i = 0; i < rgb.Length; i += 2)
        {
            var hash = CounterNoise.Hash(unchecked(key + (ulong)i));
            rgb[i] = Clamp(rgb[i] + (sigma * CounterNoise.Normal(hash)));
            if (i + 1 < rgb.Length)
                rgb[i + 1] = Clamp(rgb[i + 1] + (sigma * CounterNoise.Normal(CounterNoise.Other(hash))));
        }
    }

    private static byte Clamp(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private void Block(EpisodeMoment moment, int camera, int width, int height, Span<byte> rgb)
    {
        var random = _perturbation.EpisodeRandom(moment.Seed);
        var blocked = random.Next(RobotNames.Cameras.Length);
        var start = EarliestBlockSeconds + (random.NextDouble() * (LatestBlockSeconds - EarliestBlockSeconds));
        var length = _perturbation.Strength < 1 ? BlockSeconds * _perturbation.Strength : double.PositiveInfinity;
        var since = (moment.Step * _stepSeconds) - start;
        if (camera != blocked || since < 0 || since >= length)
            return;
        var centreX = 0.5 + (HandOffset * ((random.NextDouble() * 2) - 1));
        var centreY = 0.5 + (HandOffset * ((random.NextDouble() * 2) - 1));
        for (var y = 0; y < height; y++)
        {
            var dy = ((y + 0.5) / height) - centreY;
            for (var x = 0; x < width; x++)
            {
                var dx = ((x + 0.5) / width) - centreX;
                var distance = ((dx * dx) + (dy * dy)) / (HandRadius * HandRadius);
                if (distance >= 1)
                    continue;

                // Darker towards the middle, where less light comes past the hand.
                var pixel = rgb.Slice(((y * width) + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = ((byte)(34 + (22 * distance)), (byte)(24 + (14 * distance)), (byte)(20 + (10 * distance)));
            }
        }
    }
}
