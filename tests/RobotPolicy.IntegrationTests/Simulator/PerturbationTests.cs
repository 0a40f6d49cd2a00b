using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.MuJoCo;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class PerturbationTests
{
    [Theory]
    [InlineData("none", 0.0, 0)]
    [InlineData("dim_light", 1.0, 0)]
    [InlineData("camera_moved:0.5", 0.5, 0)]
    [InlineData("distractor:2:17", 2.0, 17)]
    public void TryParse_Known_ReadsNameStrengthAndSeed(string text, double strength, int seed)
    {
        Assert.True(Perturbation.TryParse(text, out var perturbation, out var problem), problem);

        Assert.Equal(text.Split(':')[0], PerturbationCatalogue.NameOf(perturbation.Kind));
        if (perturbation != Perturbation.None)
            Assert.Equal((strength, seed), (perturbation.Strength, perturbation.Seed));
        Assert.True(Perturbation.TryParse($"{perturbation}", out var again, out _));
        Assert.Equal(perturbation, again);
    }

    [Theory]
    [InlineData("fog", "'fog' is no perturbation; expected one of none, cube_colour, camera_moved")]
    [InlineData("", "'' is no perturbation")]
    [InlineData("dim_light:0", "the strength is 0; expected more than 0 and at most 5")]
    [InlineData("dim_light:NaN", "the strength is NaN")]
    [InlineData("dim_light:6", "the strength is 6")]
    [InlineData("dim_light:much", "'dim_light:much' cannot be read; expected NAME[:STRENGTH[:SEED]]")]
    [InlineData("dim_light:1:-3", "cannot be read")]
    [InlineData("dim_light:1:2:3", "cannot be read")]
    public void TryParse_Other_SaysWhatWasExpected(string text, string expected)
    {
        Assert.False(Perturbation.TryParse(text, out _, out var problem));

        Assert.Contains(expected, problem);
    }

    [Fact]
    public void EveryKind_HasOneNameAndLoadsOnEveryScene()
    {
        foreach (var kind in Enum.GetValues<PerturbationKind>())
        {
            Assert.True(PerturbationCatalogue.TryFind(PerturbationCatalogue.NameOf(kind), out var found));
            Assert.Equal(kind, found);
            foreach (var scene in (string[])[ShippedScenes.PickPlace, ShippedScenes.ThreeDiscs])
            {
                using var environment = new PickPlaceEnvironment(ShippedScenes.PathOf(scene), new Perturbation(kind));
                environment.Step();
                Assert.Null(environment.Fault);
            }
        }
    }

    [Theory]
    [InlineData("heavy_cube:2")]
    [InlineData("slippery_cube:2")]
    public void Cube_HeavyOrSlippery_SlipsFromTheUsualGripButNotFromATakeovers(string text)
    {
        using var environment = Perturbed(text);
        using var expert = new ScriptedExpert(environment);

        new ExpertTrial(environment, expert).Run(3);
        Assert.False(environment.Succeeded);
        Assert.Null(environment.Fault);

        environment.Reset(3);
        expert.Resume();
        Assert.True(Finish(environment, expert), $"{expert.Phase}, {environment.CubeDistanceMetres:F3} m from the disc");
    }

    [Fact]
    public void CubeMoved_GripperBeginsToClose_TakesTheCubeAwayOnce()
    {
        using var environment = Perturbed("cube_moved");
        using var expert = new ScriptedExpert(environment);
        var command = new double[RobotNames.JointCount];
        foreach (var seed in (int[])[1, 2, 3])
        {
            environment.Reset(seed);
            expert.Reset();
            var before = environment.CubePosition.ToArray();
            while (expert.Phase != ExpertPhase.Close)
            {
                expert.Act(command);
                environment.StepTick(command);
            }

            Assert.Equal(0, Distance(before, environment.CubePosition), 5e-3);
            while (expert.Phase != ExpertPhase.Carry)
            {
                expert.Act(command);
                environment.StepTick(command);
            }

            Assert.Equal(0.07, Distance(before, environment.CubePosition), 0.02);
            Assert.Equal(0.02, environment.CubePosition[2], 2e-3);
            Assert.False(environment.Succeeded);

            // The hand comes once: what begins anew in the same episode is left alone.
            expert.Resume();
            Assert.True(Finish(environment, expert));
        }
    }

    [Fact]
    public void Distractor_StandsNearTheCubeByTheEpisodesSeedAndIsSolid()
    {
        using var environment = Perturbed("distractor:1:4");
        var joint = environment.Model.Find(MjObjectKind.Joint, "distractor");
        var address = environment.Model.PositionAddress(joint);
        var places = new HashSet<(double, double)>();
        for (var seed = 0; seed < 10; seed++)
        {
            environment.Reset(seed);
            var place = environment.Data.Positions.Slice(address, 3).ToArray();
            Assert.Equal(0.085, Distance(place, environment.CubePosition), 1e-9);
            places.Add((place[0] - environment.CubePosition[0], place[1] - environment.CubePosition[1]));
            environment.Reset(seed);
            Assert.Equal(place, environment.Data.Positions.Slice(address, 3).ToArray());
        }

        Assert.Equal(10, places.Count);

        // A cube that falls on it does not fall through it.
        ReadOnlySpan<double> above = [environment.Data.Positions[address], environment.Data.Positions[address + 1], 0.075];
        above.CopyTo(environment.Data.Positions[environment.Layout.CubePosition..]);
        var lowest = 1.0;
        for (var step = 0; step < 50; step++)
        {
            environment.Step();
            lowest = Math.Min(lowest, environment.CubePosition[2]);
        }

        Assert.InRange(lowest, 0.055, 0.075);
    }

    [Fact]
    public void SensorNoise_SameMoment_IsTheSameAndHasTheStatedSize()
    {
        var sensors = new SensorPerturbation(new Perturbation(PerturbationKind.SensorNoise, 1, 3), 0.002);
        var sum = 0.0;
        const int Count = 2000;
        for (var step = 0; step < Count; step++)
        {
            double[] first = new double[7], second = new double[7];
            sensors.Joints(new EpisodeMoment(5, step), first);
            sensors.Joints(new EpisodeMoment(5, step), second);
            Assert.Equal(first, second);
            sum += first[2] * first[2];
        }

        Assert.Equal(0.008, Math.Sqrt(sum / Count), 5e-4);
        byte[] picture = Grey(), again = Grey(), later = Grey();
        sensors.Picture(new EpisodeMoment(5, 10), 0, 32, 24, picture);
        sensors.Picture(new EpisodeMoment(5, 10), 0, 32, 24, again);
        sensors.Picture(new EpisodeMoment(5, 11), 0, 32, 24, later);
        Assert.Equal(picture, again);
        Assert.NotEqual(picture, later);
        Assert.Equal(10, Math.Sqrt(picture.Average(value => Math.Pow(value - 128, 2))), 1.0);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.2, false)]
    public void CameraBlocked_CoversMostOfOneCameraFromAMomentOn(double strength, bool forGood)
    {
        var cameras = new HashSet<int>();
        for (var seed = 0; seed < 10; seed++)
        {
            var sensors = new SensorPerturbation(new Perturbation(PerturbationKind.CameraBlocked, strength), 0.002);
            double Covered(int camera, int step)
            {
                var picture = Grey();
                sensors.Picture(new EpisodeMoment(seed, step), camera, 32, 24, picture);
                return picture.Count(value => value < 60) / (double)picture.Length;
            }

            Assert.Equal(0, Covered(0, 200) + Covered(1, 200));
            var steps = Enumerable.Range(0, 3000 / 50).Select(i => i * 50).Where(step => Covered(0, step) + Covered(1, step) > 0).ToArray();
            var camera = Covered(0, steps[0]) > 0 ? 0 : 1;
            cameras.Add(camera);
            Assert.InRange(Covered(camera, steps[0]), 0.7, 0.98);
            Assert.All(steps, step => Assert.Equal(0, Covered(1 - camera, step)));
            Assert.InRange(steps[0], 250, 1550);
            Assert.Equal(forGood, steps[^1] == 2950);
            Assert.Equal((steps[^1] - steps[0]) / 50, steps.Length - 1);
        }

        Assert.Equal(2, cameras.Count);
    }

    private static byte[] Grey() => [.. Enumerable.Repeat((byte)128, 32 * 24 * 3)];

    private static PickPlaceEnvironment Perturbed(string text)
    {
        Assert.True(Perturbation.TryParse(text, out var perturbation, out var problem), problem);
        return new PickPlaceEnvironment(PickPlaceEnvironment.DefaultScenePath, perturbation);
    }

    private static bool Finish(PickPlaceEnvironment environment, ScriptedExpert expert)
    {
        var command = new double[RobotNames.JointCount];
        for (var tick = 0; tick < 300 && !environment.Succeeded; tick++)
        {
            expert.Act(command);
            environment.StepTick(command);
        }

        return environment.Succeeded;
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        Math.Sqrt(((a[0] - b[0]) * (a[0] - b[0])) + ((a[1] - b[1]) * (a[1] - b[1])));
}
