using System.Numerics;
using System.Runtime.InteropServices;
using RobotPolicy.Inference.Sampling.Plans;

namespace RobotPolicy.Inference.Sampling;

/// <summary>
/// The arithmetic of a stage. Products and sums are separate operations in a fixed order, never fused, so that a run repeats bit
/// for bit on any processor.
/// </summary>
internal static class StepKernel
{
    /// <summary>Applies a stage in place. All spans have one length.</summary>
    /// <param name="stage">Coefficients.</param>
    /// <param name="sample">The sample before and after.</param>
    /// <param name="prediction">The network's answer.</param>
    /// <param name="memory">What an earlier stage left; finite.</param>
    /// <param name="noise">Standard normal values; finite.</param>
    /// <param name="clean">Receives the clean sample.</param>
    /// <returns>Whether prediction and sample are finite.</returns>
    public static bool Apply(
        in SamplingStage stage,
        Span<float> sample,
        ReadOnlySpan<float> prediction,
        ReadOnlySpan<float> memory,
        ReadOnlySpan<float> noise,
        Span<float> clean)
    {
        var length = sample.Length;
        if (prediction.Length != length || memory.Length != length || noise.Length != length || clean.Length != length)
            throw new ArgumentException("All spans must have one length.");

        ref var x = ref MemoryMarshal.GetReference(sample);
        ref var p = ref MemoryMarshal.GetReference(prediction);
        ref var m = ref MemoryMarshal.GetReference(memory);
        ref var z = ref MemoryMarshal.GetReference(noise);
        ref var c = ref MemoryMarshal.GetReference(clean);

        // A finite number times 0 is 0; NaN and infinity leave NaN here.
        var poison = Vector<float>.Zero;
        var high = new Vector<float>(stage.CleanLimit);
        var low = -high;
        var i = 0;
        for (; i + Vector<float>.Count <= length; i += Vector<float>.Count)
        {
            var offset = (nuint)i;
            var xi = Vector.LoadUnsafe(ref x, offset);
            var pi = Vector.LoadUnsafe(ref p, offset);
            var ci = (xi * stage.CleanFromSample) + (pi * stage.CleanFromPrediction);
            ci = Vector.Min(Vector.Max(ci, low), high);
            var next = (ci * stage.Clean) + (xi * stage.Sample) + (pi * stage.Prediction)
                + (Vector.LoadUnsafe(ref m, offset) * stage.Memory) + (Vector.LoadUnsafe(ref z, offset) * stage.Noise);
            ci.StoreUnsafe(ref c, offset);
            next.StoreUnsafe(ref x, offset);
            poison += (next * 0f) + (pi * 0f);
        }

        var rest = Vector.Sum(poison);
        for (; i < length; i++)
        {
            var (xi, pi) = (sample[i], prediction[i]);
            var ci = (xi * stage.CleanFromSample) + (pi * stage.CleanFromPrediction);
            ci = Math.Min(Math.Max(ci, -stage.CleanLimit), stage.CleanLimit);
            var next = (ci * stage.Clean) + (xi * stage.Sample) + (pi * stage.Prediction) + (memory[i] * stage.Memory) + (noise[i] * stage.Noise);
            clean[i] = ci;
            sample[i] = next;
            rest += (next * 0f) + (pi * 0f);
        }

        return rest == 0;
    }

    /// <summary>Classifier-free guidance, in place: conditioned becomes u + scale·(c − u).</summary>
    public static void Guide(Span<float> conditioned, ReadOnlySpan<float> unconditioned, float scale)
    {
        if (unconditioned.Length != conditioned.Length)
            throw new ArgumentException("Both spans must have one length.");

        ref var c = ref MemoryMarshal.GetReference(conditioned);
        ref var u = ref MemoryMarshal.GetReference(unconditioned);
        var i = 0;
        for (; i + Vector<float>.Count <= conditioned.Length; i += Vector<float>.Count)
        {
            var ui = Vector.LoadUnsafe(ref u, (nuint)i);
            (ui + ((Vector.LoadUnsafe(ref c, (nuint)i) - ui) * scale)).StoreUnsafe(ref c, (nuint)i);
        }

        for (; i < conditioned.Length; i++)
            conditioned[i] = unconditioned[i] + ((conditioned[i] - unconditioned[i]) * scale);
    }

    /// <summary>destination = source · scale.</summary>
    public static void Scale(ReadOnlySpan<float> source, float scale, Span<float> destination)
    {
        ref var s = ref MemoryMarshal.GetReference(source);
        ref var d = ref MemoryMarshal.GetReference(destination[..source.Length]);
        var i = 0;
        for (; i + Vector<float>.Count <= source.Length; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref s, (nuint)i) * scale).StoreUnsafe(ref d, (nuint)i);
        for (; i < source.Length; i++)
            destination[i] = source[i] * scale;
    }
}
