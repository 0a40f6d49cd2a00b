using System.Numerics;
using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Failure.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter): p ← p·(1 − lr·λ) − lr·m̂/(√v̂ + ε), β = 0.9 and 0.999. One thread at a time.
/// </summary>
internal sealed class AdamW
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly DenseNetwork _network;
    private readonly double _weightDecay;
    private readonly (float[] First, float[] Second)[] _moments;
    private int _steps;

    public AdamW(DenseNetwork network, double weightDecay)
    {
        (_network, _weightDecay) = (network, weightDecay);
        _moments = [.. network.Layers.SelectMany(l => new[] { l.Weights.Length, l.Bias.Length }).Select(n => (new float[n], new float[n]))];
    }

    /// <summary>A step along the gradients of the network's last backward pass.</summary>
    public void Step(double learningRate)
    {
        _steps++;
        var first = 1 / (1 - Math.Pow(Beta1, _steps));
        var second = 1 / (1 - Math.Pow(Beta2, _steps));
        var factors = new Factors((float)(1 - (learningRate * _weightDecay)), (float)(learningRate * first), (float)second);
        for (var i = 0; i < _network.Layers.Count; i++)
        {
            var layer = _network.Layers[i];
            Update(layer.Weights, layer.WeightGradient, _moments[2 * i], factors);
            Update(layer.Bias, layer.BiasGradient, _moments[(2 * i) + 1], factors);
        }
    }

    private static void Update(float[] parameters, float[] gradients, (float[] First, float[] Second) moments, Factors factors)
    {
        var p = MemoryMarshal.Cast<float, Vector<float>>(parameters.AsSpan());
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients.AsSpan());
        var m = MemoryMarshal.Cast<float, Vector<float>>(moments.First.AsSpan());
        var v = MemoryMarshal.Cast<float, Vector<float>>(moments.Second.AsSpan());
        var epsilon = new Vector<float>(Epsilon);
        for (var i = 0; i < p.Length; i++)
        {
            m[i] = (m[i] * Beta1) + (g[i] * (1 - Beta1));
            v[i] = (v[i] * Beta2) + (g[i] * g[i] * (1 - Beta2));
            p[i] = (p[i] * factors.Keep) - (m[i] * factors.Rate / (Vector.SquareRoot(v[i] * factors.Second) + epsilon));
        }

        for (var i = p.Length * Vector<float>.Count; i < parameters.Length; i++)
        {
            ref var first = ref moments.First[i];
            ref var second = ref moments.Second[i];
            first = (first * Beta1) + (gradients[i] * (1 - Beta1));
            second = (second * Beta2) + (gradients[i] * gradients[i] * (1 - Beta2));
            parameters[i] = (parameters[i] * factors.Keep) - (first * factors.Rate / (MathF.Sqrt(second * factors.Second) + Epsilon));
        }
    }

    private readonly record struct Factors(float Keep, float Rate, float Second);
}
