using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Goals;

/// <summary>
/// The inputs of a graph that a goal fills. <see cref="Prepare"/> may be called by any thread, <see cref="Use"/> by the inferring
/// thread; what is prepared is written into the graph's memory only there.
/// </summary>
internal sealed class GoalInputs
{
    private readonly GoalLayout _layout;
    private readonly OnnxGraph _graph;
    private readonly Memory<float>[] _values;
    private readonly Memory<long>[] _tokens;
    private readonly Memory<float> _given;
    private readonly Lock _preparing = new();

    private GoalInputs(GoalLayout layout, OnnxGraph graph)
    {
        (_layout, _graph) = (layout, graph);
        var inputs = layout.Spec.Inputs;
        _values = new Memory<float>[inputs.Count];
        _tokens = new Memory<long>[inputs.Count];
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Kind == TaskGoalKind.Text)
                _tokens[i] = graph.BindIds(inputs[i].Input, layout.Shapes[i]);
            else
                _values[i] = graph.BindInput(inputs[i].Input, layout.Shapes[i]);
        }

        if (layout.Spec.Given is { } given)
            _given = graph.BindInput(given, 1, inputs.Count);
        Use(null);
    }

    /// <summary>Binds the inputs, where the package takes goals.</summary>
    public static GoalInputs? Bind(OnnxGraph graph, GoalLayout? layout) => layout is null ? null : new GoalInputs(layout, graph);

    /// <summary>Turns a goal into numbers.</summary>
    /// <param name="goal">What a task is to reach.</param>
    /// <param name="images">Turns pictures into tensors; one caller at a time uses it.</param>
    /// <param name="state">Maps the robot's joints to the policy's, for poses.</param>
    /// <param name="problems">Receives what is wrong, as sentences.</param>
    public GoalTensors? Prepare(TaskGoal goal, IImagePreprocessor? images, VectorMap state, ICollection<string> problems)
    {
        var inputs = _layout.Spec.Inputs;
        for (var i = 0; i < inputs.Count; i++)
            if (inputs[i].Kind == goal.Kind)
                return Encode(goal, i, images, state, problems);
        problems.Add($"a goal of kind {GoalsReader.Name(goal.Kind)} is not taken; {string.Join(", ", inputs.Select(i => GoalsReader.Name(i.Kind)))} are");
        return null;
    }

    /// <summary>Writes a goal into the graph's memory; what is not given is zero.</summary>
    public void Use(GoalTensors? goal)
    {
        if (goal is not null && goal.Owner != this)
            throw new ArgumentException("The goal was prepared for another policy.", nameof(goal));
        for (var i = 0; i < _values.Length; i++)
        {
            var isGiven = goal?.Index == i;
            _values[i].Span.Clear();
            _tokens[i].Span.Fill(_layout.Tokenizer?.PaddingId ?? 0);
            if (isGiven)
            {
                goal!.Values.CopyTo(_values[i]);
                goal.Tokens.CopyTo(_tokens[i]);
            }

            if (!_given.IsEmpty)
                _given.Span[i] = isGiven ? 1 : 0;
        }

        _graph.RefreshIds();
    }

    private GoalTensors? Encode(TaskGoal goal, int index, IImagePreprocessor? images, VectorMap state, ICollection<string> problems)
    {
        var spec = _layout.Spec.Inputs[index];
        var values = new float[_values[index].Length];
        var before = problems.Count;
        switch (goal)
        {
            case TextGoal text:
                var tokens = new long[_tokens[index].Length];
                _layout.Tokenizer!.Encode(text.Text, tokens, problems);
                return problems.Count == before ? new GoalTensors(this, index) { Tokens = tokens, Text = text.Text } : null;
            case PictureGoal picture:
                CheckCamera(spec, picture.Camera, problems);
                Convert(picture, spec, _layout.Shapes[index], images, values, problems);
                break;
            case StrokeGoal sketch:
                CheckCamera(spec, sketch.Camera, problems);
                var shape = _layout.Shapes[index];
                SketchRaster.Draw(sketch, (int)shape[3], (int)shape[2], spec.Radius, values);
                break;
            case PoseGoal pose:
                if (!state.TryNormalize([.. pose.Positions], values))
                    problems.Add("a pose must state a finite position for each joint that the policy sees");
                break;
            case VectorGoal vector when vector.Values.Length != values.Length:
                problems.Add($"an embedding of {values.Length} values is taken, not of {vector.Values.Length}");
                break;
            case VectorGoal vector:
                vector.Values.CopyTo(values);
                break;
        }

        if (values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            problems.Add("a goal must be finite");
        return problems.Count == before ? new GoalTensors(this, index) { Values = values } : null;
    }

    private static void CheckCamera(GoalInputSpec spec, string camera, ICollection<string> problems)
    {
        if (spec.Camera is { } wanted && camera != wanted)
            problems.Add($"a goal from camera '{wanted}' is taken, not from '{camera}'");
    }

    private void Convert(
        PictureGoal picture, GoalInputSpec spec, long[] shape, IImagePreprocessor? images, float[] values, ICollection<string> problems)
    {
        var tensor = new ImageTensorSpec
        {
            Width = (int)shape[3],
            Height = (int)shape[2],
            Filter = spec.Filter,
            Mean = [spec.Mean, spec.Mean, spec.Mean],
            Std = [spec.Std, spec.Std, spec.Std],
        };
        lock (_preparing)
        {
            var status = images is null ? ImageStatus.UnsupportedFormat : images.Convert(new GoalFrame(picture), tensor, values);
            if (status != ImageStatus.Ok)
                problems.Add($"the goal picture cannot be used: {status}");
        }
    }

    private sealed class GoalFrame : ImageFrame
    {
        private readonly ReadOnlyMemory<byte> _data;

        public GoalFrame(PictureGoal picture)
        {
            Format = picture.Format;
            _data = picture.Data;
        }

        public override ReadOnlySpan<byte> Data => _data.Span;

        public override void Retain()
        {
        }

        public override void Release()
        {
        }
    }
}
