"""The pages of the Gradio app."""
